#include "apps/ortool/values/npy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "apps/ortool/values/elements.h"
#include "apps/ortool/values/npy_header.h"
#include "tests/support/throws_error.h"

namespace ortool {
namespace {

using ort::DataType;
using ort::ErrorCode;
using ort::ErrorKind;
using ort::OrtValue;

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

/// An .npy file with this header text, of any version.
std::string npy(const std::string& header, const std::string& data = "", int version = 1) {
  std::string file = "\x93NUMPY";
  file += {static_cast<char>(version), '\0'};
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  for (std::size_t i = 0; i < length_bytes; ++i) file += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return file + header + data;
}

std::string dict(const std::string& descr, const std::string& shape, const std::string& order = "False") {
  return fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}\n", descr, order, shape);
}

template <class T>
std::string raw(const std::vector<T>& elements) {
  return {reinterpret_cast<const char*>(elements.data()), elements.size() * sizeof(T)};
}

OrtValue parse(const std::string& file) { return parse_npy(bytes_of(file), "x.npy"); }

::testing::AssertionResult refused(const std::string& file, std::string_view part) {
  return ort::testing::throws_error([&] { parse(file); }, ErrorCode::kInvalidArgument, ErrorKind::kInput, part);
}

template <class T>
std::vector<T> elements(const OrtValue& value) {
  const std::span<T> data = value.data<T>();
  return {data.begin(), data.end()};
}

std::vector<std::string> texts(const OrtValue& value) { return {value.strings().begin(), value.strings().end()}; }

TEST(Npy, ReadsAllVersions) {
  for (const int version : {1, 2, 3}) {
    const OrtValue value = parse(npy(dict("<f4", "(2, 3)"), raw<float>({1, 2, 3, 4, 5, 6}), version));
    EXPECT_EQ(value.shape(), (std::vector<int64_t>{2, 3}));
    EXPECT_EQ(elements<float>(value), (std::vector<float>{1, 2, 3, 4, 5, 6}));
  }
}

TEST(Npy, ReadsEveryElementType) {
  const std::vector<std::pair<std::string, DataType>> types = {
      {"|b1", DataType::kBool},      {"|i1", DataType::kInt8},       {"<i2", DataType::kInt16},
      {"<i4", DataType::kInt32},     {"<i8", DataType::kInt64},      {"|u1", DataType::kUint8},
      {"<u2", DataType::kUint16},    {"<u4", DataType::kUint32},     {"<u8", DataType::kUint64},
      {"<f2", DataType::kFloat16},   {"<f4", DataType::kFloat},      {"<f8", DataType::kDouble},
      {"<c8", DataType::kComplex64}, {"<c16", DataType::kComplex128}};
  for (const auto& [descr, dtype] : types) {
    const std::string data(static_cast<std::size_t>(ort::data_type_bits(dtype)) / 8 * 3, '\1');
    const OrtValue value = parse(npy(dict(descr, "(3,)"), data));
    EXPECT_EQ(value.element_type(), dtype) << descr;
    const NpyFile written = make_npy(value);
    EXPECT_EQ(written.header, make_npy_header(descr, value.shape()));
    EXPECT_TRUE(std::ranges::equal(written.data, bytes_of(data))) << descr;
  }
}

TEST(Npy, ConvertsBigEndian) {
  EXPECT_EQ(elements<int32_t>(parse(npy(dict(">i4", "(2,)"), std::string("\0\0\0\1\0\0\1\0", 8)))),
            (std::vector<int32_t>{1, 256}));
  const OrtValue complex = parse(npy(dict(">c8", "()"), std::string("\x3F\x80\0\0\x40\0\0\0", 8)));
  EXPECT_EQ(element_text(complex, 0), "1+2j");
  EXPECT_EQ(texts(parse(npy(dict(">U2", "(1,)"), std::string("\0\0\0A\0\0\0B", 8)))), (std::vector<std::string>{"AB"}));
}

TEST(Npy, ConvertsFortranOrder) {
  const OrtValue matrix = parse(npy(dict("<i4", "(2, 3)", "True"), raw<int32_t>({1, 4, 2, 5, 3, 6})));
  EXPECT_EQ(elements<int32_t>(matrix), (std::vector<int32_t>{1, 2, 3, 4, 5, 6}));
  const OrtValue cube = parse(npy(dict("|u1", "(2, 2, 2)", "True"), raw<uint8_t>({0, 4, 2, 6, 1, 5, 3, 7})));
  EXPECT_EQ(elements<uint8_t>(cube), (std::vector<uint8_t>{0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(parse(npy(dict(">i2", "(3, 0)", "True"))).shape(), (std::vector<int64_t>{3, 0}));
}

TEST(Npy, AcceptsSpellingsOfNumPy) {
  EXPECT_EQ(parse(npy("{\"shape\": (2L, 1L), \"fortran_order\": False, \"descr\": \"|u1\"}  \n", "ab")).element_count(),
            2);
  EXPECT_EQ(parse(npy("{'descr':'|u1','fortran_order':False,'shape':(2,1,)}", "ab")).element_count(), 2);
  EXPECT_TRUE(parse(npy(dict("<f4", "()"), raw<float>({1}))).shape().empty());
}

TEST(Npy, BoolBytesBecomeOne) {
  EXPECT_EQ(elements<uint8_t>(parse(npy(dict("|b1", "(3,)"), std::string("\0\2\xFF", 3)))),
            (std::vector<uint8_t>{0, 1, 1}));
}

TEST(Npy, EmptyTensorsNeedNoBytes) {
  EXPECT_EQ(parse(npy(dict("<f4", "(0,)"))).element_count(), 0);
  EXPECT_EQ(parse(npy(dict("<f4", "(1099511627776, 0, 3)"))).element_count(), 0);
}

TEST(Npy, BytesBeyondTheArrayAreLeftOut) {
  EXPECT_EQ(elements<uint8_t>(parse(npy(dict("|u1", "(1,)"), "ab"))), (std::vector<uint8_t>{'a'}));
}

TEST(Npy, StringsKeepEveryByte) {
  EXPECT_EQ(texts(parse(npy(dict("|S3", "(3,)"), std::string("a\0b\xFF\0\0\0\0\0", 9)))),
            (std::vector<std::string>{std::string("a\0b", 3), "\xFF", ""}));
  const std::vector<std::string> original = {"",
                                             "plain",
                                             "gr\xC3\xBC\xC3\x9F",
                                             "\xF0\x9F\x98\x80",
                                             "bad \xFF\x80 bytes",
                                             std::string("nul\0inside", 10),
                                             "\xED\xA0\x80 surrogate"};
  const std::vector<int64_t> shape = {static_cast<int64_t>(original.size())};
  const NpyFile written = make_npy(OrtValue::from_strings(original, shape));
  const std::string data(reinterpret_cast<const char*>(written.data.data()), written.data.size());
  EXPECT_EQ(texts(parse(written.header + data)), original);
}

TEST(Npy, NarrowTypesAreStoredAsBits) {
  const std::vector<int64_t> shape = {3};
  const OrtValue packed = OrtValue::from_bytes(bytes_of("\x21\x0F"), shape, DataType::kInt4);
  const NpyFile written = make_npy(packed);
  EXPECT_NE(written.header.find("'|u1'"), std::string::npos);
  const OrtValue stored = OrtValue::from_bytes(written.data, shape, DataType::kUint8);
  EXPECT_EQ(elements<uint8_t>(stored), (std::vector<uint8_t>{1, 2, 15}));
  const OrtValue again = with_stored_type(stored, DataType::kInt4, "x");
  EXPECT_EQ(again.element_type(), DataType::kInt4);
  EXPECT_EQ(element_text(again, 2), "-1");
  EXPECT_TRUE(ort::testing::throws_error([&] { with_stored_type(stored, DataType::kInt2, "x"); },
                                         ErrorCode::kInvalidArgument, ErrorKind::kInput, "15 does not fit"));
}

TEST(Npy, StoredTypeChangesOnlyItsContainer) {
  const std::vector<int64_t> shape = {1};
  const OrtValue bits = OrtValue::from_bytes(bytes_of(std::string("\x80\x3F")), shape, DataType::kUint16);
  EXPECT_EQ(element_text(with_stored_type(bits, DataType::kBfloat16, "x"), 0), "1");
  EXPECT_EQ(with_stored_type(bits, DataType::kFloat16, "x").element_type(), DataType::kUint16);
  EXPECT_EQ(with_stored_type(bits, DataType::kFloat8E5M2, "x").element_type(), DataType::kUint16);
  EXPECT_EQ(with_stored_type(bits, DataType::kUndefined, "x").element_type(), DataType::kUint16);
  EXPECT_EQ(with_stored_type(bits, DataType::kString, "x").element_type(), DataType::kUint16);
}

TEST(NpyHeader, IsPaddedAsNumPyDoes) {
  const std::string header = make_npy_header("<f4", std::vector<int64_t>{3});
  EXPECT_EQ(header.size() % 64, 0U);
  EXPECT_EQ(header.back(), '\n');
  EXPECT_NE(header.find("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"), std::string::npos);
}

TEST(BadNpy, Magic) {
  EXPECT_TRUE(refused("", "it is empty"));
  EXPECT_TRUE(refused("PK\x03\x04 something else", "bad magic"));
  EXPECT_TRUE(refused("\x93NUMPY", "cut off"));
  EXPECT_TRUE(refused(npy(dict("<f4", "()"), "1234", 9), "version 9.0"));
}

TEST(BadNpy, HeaderLength) {
  EXPECT_TRUE(refused(npy(dict("<f4", "(1,)")).substr(0, 40), "cut off"));
  EXPECT_TRUE(refused(std::string("\x93NUMPY\x02\0\xFF\xFF\xFF\xFF{}", 14), "over the limit"));
  EXPECT_TRUE(refused(npy(std::string((1 << 20) + 1, '('), "", 2), "over the limit"));
}

TEST(BadNpy, HeaderSyntax) {
  for (const std::string header : {"", "[]", "{", "{}", "None", "{'descr'}", "{'descr': '<f4', 'fortran_order': False}",
                                   "__import__('os').system('true')", "{'descr': __import__('os')}"}) {
    EXPECT_TRUE(refused(npy(header), ".npy header")) << header;
  }
  EXPECT_TRUE(refused(npy(std::string(1 << 20, '('), "", 2), "'{' is missing"));
  EXPECT_TRUE(refused(npy("{'descr': '<f4', 'fortran_order': False, 'shape': ((((1,),),),)}"), "dimension"));
  EXPECT_TRUE(refused(npy("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}"), "there twice"));
  EXPECT_TRUE(refused(npy("{'descr': '<f4', 'fortran_order': 0, 'shape': ()}"), "'False' is missing"));
  EXPECT_TRUE(refused(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'more': 1}"), "'more'"));
  EXPECT_TRUE(refused(npy("{'descr': '<f4', 'fortran_order': False, 'shape': ()} + {}"), "after the dictionary"));
  EXPECT_TRUE(refused(npy("{'descr': '<f4"), "not closed"));
}

TEST(BadNpy, ElementTypes) {
  EXPECT_TRUE(refused(npy(dict("|O", "(1,)"), "12345678"), "not supported: object"));
  EXPECT_TRUE(refused(npy(dict("<M8[ns]", "(1,)"), "12345678"), "datetime"));
  EXPECT_TRUE(refused(npy(dict("<m8", "(1,)"), "12345678"), "timedelta"));
  EXPECT_TRUE(refused(npy(dict("|V4", "(1,)"), "1234"), "void"));
  EXPECT_TRUE(refused(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }"), "structured"));
  for (const std::string descr :
       {"<f16", "<i3", "<f", "", "<", "<b4", "<x4", "<f4x", "<f-4", "<U99999999999999999999"}) {
    EXPECT_TRUE(refused(npy(dict(descr, "(1,)"), "1234"), "not supported")) << descr;
  }
}

TEST(BadNpy, Shapes) {
  EXPECT_TRUE(refused(npy(dict("<f4", "(-1,)")), "-1 is negative"));
  EXPECT_TRUE(refused(npy(dict("<f4", "(99999999999999999999,)")), "no integer"));
  EXPECT_TRUE(refused(npy(dict("<f4", "(4611686018427387904, 4)")), "too large"));
  EXPECT_TRUE(refused(npy(dict("<f4", "(4294967296, 4294967296)")), "too large"));
  EXPECT_TRUE(refused(npy(dict("|S0", "(1099511627776,)")), "too large"));
  EXPECT_TRUE(refused(npy(dict("<f4", "(3)"), raw<float>({1, 2, 3})), "(N,)"));
  EXPECT_TRUE(refused(npy(dict("<f4", "(1, , 3)")), "dimension"));
  EXPECT_TRUE(refused(npy(dict("<f4", "(1, 2 3)")), "')' is missing"));
  std::string ones = "(";
  for (int i = 0; i < 65; ++i) ones += "1,";
  EXPECT_TRUE(refused(npy(dict("<f4", ones + ")"), "1234"), "more than 64 dimensions"));
}

TEST(BadNpy, TooFewBytes) {
  EXPECT_TRUE(refused(npy(dict("<f4", "(2,)"), "1234567"), "needs 8 bytes of data, the file has 7"));
  EXPECT_TRUE(refused(npy(dict("<f8", "(1099511627776,)")), "needs 8796093022208 bytes"));
}

TEST(BadNpy, Characters) {
  EXPECT_TRUE(refused(npy(dict("<U1", "(1,)"), std::string("\0\0\x11\0", 4)), "0x110000 is no Unicode"));
}

}  // namespace
}  // namespace ortool
