#include "libort/formats/onnx/wire.h"

#include <gtest/gtest.h>

#include <array>

#include "libort/formats/onnx/limits.h"
#include "tests/formats/model_text.h"
#include "tests/formats/proto_builder.h"
#include "tests/support/throws_error.h"

namespace ort::onnx {
namespace {

using ort::testing::imported;
using ort::testing::Proto;
using ort::testing::throws_error;

constexpr std::array kFields = {FieldSpec{1, "number", FieldKind::kVarint},
                                FieldSpec{2, "single", FieldKind::kFixed32},
                                FieldSpec{3, "double", FieldKind::kFixed64},
                                FieldSpec{4, "bytes", FieldKind::kBytes},
                                FieldSpec{5, "name", FieldKind::kText},
                                FieldSpec{6, "message", FieldKind::kMessage},
                                FieldSpec{7, "numbers", FieldKind::kVarint, true},
                                FieldSpec{8, "singles", FieldKind::kFixed32, true},
                                FieldSpec{9, "messages", FieldKind::kMessage, true}};

/// Reads a whole document and all messages inside of it.
void read_all(const Message& message) {
  MessageReader reader(message, kFields);
  while (reader.next()) {
    if (reader.field().kind == FieldKind::kMessage) {
      read_all(reader.message());
    } else if (reader.field().kind == FieldKind::kText) {
      reader.text();
    } else if (reader.field().repeated) {
      reader.for_each_entry([](uint64_t) {});
    }
  }
}

::testing::AssertionResult breaks(const Proto& proto, std::string_view message,
                                  UnknownFields unknown = UnknownFields::kSkip) {
  return throws_error([&] { read_all(Message(proto.bytes(), unknown)); }, ErrorCode::kInvalidProtobuf,
                      ErrorKind::kModel, message);
}

TEST(Wire, ReadsEveryKind) {
  const Proto proto = Proto().number(1, -2).float32(2, 1.5F).float64(3, 2.5).text(4, "ab").text(5, "cd");
  const Message message(proto.bytes());
  MessageReader reader(message, kFields);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.int64(), -2);
  EXPECT_EQ(reader.int32(), -2);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.float32(), 1.5F);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.float64(), 2.5);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.bytes().size(), 2U);
  EXPECT_EQ(static_cast<const void*>(reader.bytes().data()), proto.str().data() + proto.str().find("ab"));
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.text(), "cd");
  EXPECT_FALSE(reader.next());
}

TEST(Wire, RepeatedNumbersMayBePacked) {
  const Proto proto = Proto().number(7, 1).packed<int64_t>(7, {2, -3, 300}).number(7, 4);
  const Message message(proto.bytes());
  MessageReader reader(message, kFields);
  std::vector<int64_t> numbers;
  std::size_t counted = 0;
  while (reader.next()) {
    counted += reader.entry_count();
    reader.for_each_entry([&](uint64_t bits) { numbers.push_back(static_cast<int64_t>(bits)); });
  }
  EXPECT_EQ(numbers, (std::vector<int64_t>{1, 2, -3, 300, 4}));
  EXPECT_EQ(counted, 5U);
}

TEST(Wire, SkipsOrRefusesUnknownFields) {
  const Proto proto = Proto().number(1, 1).text(100, "later version").float64(99, 1).number(7, 3);
  EXPECT_NO_THROW(read_all(Message(proto.bytes())));
  EXPECT_TRUE(breaks(proto, "unknown field 100 at byte 2", UnknownFields::kRefuse));
}

TEST(Wire, ErrorsSayPathAndOffset) {
  const Proto inner = Proto().number(1, 5).tag(1, 0).raw("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  const Proto proto = Proto().message(9, Proto()).message(9, Proto().message(6, inner));
  EXPECT_TRUE(breaks(proto, "messages[1].message: varint longer than 10 bytes at byte 9"));
}

TEST(Wire, RefusesBrokenBytes) {
  EXPECT_TRUE(breaks(Proto().tag(1, 0).raw("\x80\x80"), "varint cut off at byte 1"));
  EXPECT_TRUE(breaks(Proto().raw("\x80"), "varint cut off at byte 0"));
  EXPECT_TRUE(breaks(Proto().tag(2, 5).raw("\x01\x02"), "number cut off at byte 1"));
  EXPECT_TRUE(breaks(Proto().tag(3, 1).raw("\x01\x02\x03\x04"), "number cut off at byte 1"));
  EXPECT_TRUE(breaks(Proto().varint(0), "tag 0 names no field at byte 0"));
  EXPECT_TRUE(breaks(Proto().varint(uint64_t{1} << 40), "names no field"));
  EXPECT_TRUE(breaks(Proto().tag(1, 3), "field number has wire type 3 instead of 0 at byte 0"));
  EXPECT_TRUE(breaks(Proto().tag(50, 3), "group tag of field 50 at byte 0"));
  EXPECT_TRUE(breaks(Proto().tag(50, 4), "group tag of field 50 at byte 0"));
  EXPECT_TRUE(breaks(Proto().tag(50, 6), "wire type 6 of field 50 is none"));
  EXPECT_TRUE(breaks(Proto().text(1, "x"), "field number has wire type 2 instead of 0"));
  EXPECT_TRUE(breaks(Proto().number(4, 1), "field bytes has wire type 0 instead of 2"));
  EXPECT_TRUE(breaks(Proto().float32(7, 1), "field numbers has wire type 5 instead of 0"));
  EXPECT_TRUE(breaks(Proto().tag(4, 2).varint(3).raw("ab"), "length 3 past the end, 2 bytes are left at byte 1"));
  EXPECT_TRUE(breaks(Proto().tag(4, 2).varint(uint64_t{1} << 63).raw("ab"), "length 9223372036854775808 past the end"));
  EXPECT_TRUE(breaks(Proto().message(6, Proto()).message(6, Proto()), "field message stands twice at byte 2"));
  EXPECT_TRUE(breaks(Proto().text(8, "abcde"), "broken entry of a packed field at byte 6"));
  EXPECT_TRUE(breaks(Proto().text(7, "\x01\x80"), "broken entry of a packed field"));
}

TEST(Wire, LimitsNames) {
  const Proto proto = Proto().text(5, std::string(kMaxNameBytes + 1, 'x'));
  EXPECT_TRUE(throws_error([&] { read_all(Message(proto.bytes())); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "name: a name of 65537 bytes, the limit is 65536"));
}

TEST(Wire, RefusesNumbersBeyond32Bits) {
  const Proto proto = Proto().number(1, int64_t{1} << 31);
  const Message message(proto.bytes());
  MessageReader reader(message, kFields);
  ASSERT_TRUE(reader.next());
  EXPECT_TRUE(throws_error([&] { reader.int32(); }, ErrorCode::kInvalidProtobuf, ErrorKind::kModel, "2147483648"));
}

TEST(Wire, RefusesFilesOf2GiB) {
  const std::span<const std::byte> huge(reinterpret_cast<const std::byte*>("x"), std::size_t{1} << 31);
  EXPECT_TRUE(throws_error([&] { Message message(huge); }, ErrorCode::kInvalidProtobuf, ErrorKind::kModel,
                           "use external data"));
}

}  // namespace
}  // namespace ort::onnx
