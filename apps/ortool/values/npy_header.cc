#include "apps/ortool/values/npy_header.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "apps/ortool/errors.h"
#include "apps/ortool/number_text.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kLargestRank = 64;
constexpr int64_t kMostEmptyTexts = 1 << 16;  // an array of type S0 takes no bytes in the file, but does in memory

unsigned byte_at(std::span<const std::byte> bytes, std::size_t i) { return std::to_integer<unsigned>(bytes[i]); }

/// Reads the literals of a header from left to right; there is no nesting beyond the one tuple.
class HeaderScanner {
 public:
  HeaderScanner(std::string_view text, std::string_view source) : text_(text), source_(source) {}

  /// Consumes `token` after blanks; false when something else stands there.
  bool accept(std::string_view token) {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  void expect(std::string_view token) {
    if (!accept(token)) fail(fmt::format("'{}' is missing", token));
  }

  std::string_view quoted() {
    const char quote = accept("'") ? '\'' : accept("\"") ? '"' : '\0';
    if (quote == '\0') fail("a quoted text is missing");
    const std::size_t end = text_.find(quote, at_);
    if (end == std::string_view::npos) fail("a quote is not closed");
    const std::string_view content = text_.substr(at_, end - at_);
    at_ = end + 1;
    return content;
  }

  /// A dimension; Python 2 wrote long integers as "3L".
  int64_t dimension() {
    accept("");
    const std::size_t start = at_;
    while (at_ < text_.size() && (text_[at_] == '-' || (text_[at_] >= '0' && text_[at_] <= '9'))) ++at_;
    const auto number = to_integer(text_.substr(start, at_ - start));
    if (!number) fail("a dimension is no integer of 64 bits");
    if (*number < 0) fail(fmt::format("dimension {} is negative", *number));
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;
    return *number;
  }

  void expect_end() {
    accept("");
    if (at_ != text_.size()) fail("something stands after the dictionary");
  }

  [[noreturn]] void fail(const std::string& reason) const {
    throw input_error(fmt::format("{}: bad .npy header at byte {}: {}", source_, at_, reason));
  }

 private:
  std::string_view text_;
  std::string_view source_;
  std::size_t at_ = 0;
};

std::vector<int64_t> parse_shape(HeaderScanner& scanner) {
  std::vector<int64_t> shape;
  scanner.expect("(");
  while (!scanner.accept(")")) {
    if (shape.size() == kLargestRank) scanner.fail(fmt::format("more than {} dimensions", kLargestRank));
    shape.push_back(scanner.dimension());
    if (scanner.accept(",")) continue;
    if (shape.size() == 1) scanner.fail("a shape of one dimension is written (N,)");
    scanner.expect(")");
    break;
  }
  return shape;
}

/// Sets byte order, kind and size from a type string such as "<f4".
void parse_descr(std::string_view descr, NpyHeader& header, std::string_view source) {
  const auto refuse = [&](std::string_view what) {
    throw input_error(fmt::format("{}: element type '{}' is not supported: {}", source, printable(descr, 40), what));
  };
  std::string_view rest = descr;
  char order = '|';
  if (!rest.empty() && std::string_view("<>|=").find(rest.front()) != std::string_view::npos) {
    order = rest.front();
    rest.remove_prefix(1);
  }
  if (rest.empty()) refuse("no NumPy type");
  header.kind = rest.front();
  const auto size = rest.size() > 1 ? to_unsigned(rest.substr(1)) : std::nullopt;
  switch (header.kind) {
    case 'O':
      refuse("object (pickled Python objects)");
      break;
    case 'V':
      refuse("void (raw bytes or a structure)");
      break;
    case 'M':
      refuse("datetime");
      break;
    case 'm':
      refuse("timedelta");
      break;
    default:
      break;
  }
  if (!size || *size > std::numeric_limits<uint32_t>::max()) refuse("no NumPy type");
  header.is_big_endian = order == '>';
  header.item_bytes = header.kind == 'U' ? *size * 4 : *size;
  constexpr std::string_view kKnown[] = {"b1", "i1", "i2", "i4", "i8", "u1", "u2",
                                         "u4", "u8", "f2", "f4", "f8", "c8", "c16"};
  bool is_known = header.kind == 'U' || header.kind == 'S';
  for (const std::string_view known : kKnown) is_known = is_known || rest == known;
  if (!is_known) refuse("no tensor has it");
}

void parse_dictionary(std::string_view text, NpyHeader& header, std::string_view source) {
  HeaderScanner scanner(text, source);
  std::optional<std::string_view> descr;
  std::optional<bool> is_fortran_order;
  std::optional<std::vector<int64_t>> shape;
  scanner.expect("{");
  while (!scanner.accept("}")) {
    const std::string_view key = scanner.quoted();
    scanner.expect(":");
    if (key == "descr" && !descr) {
      if (scanner.accept("[")) throw input_error(fmt::format("{}: a structured array is not supported", source));
      descr = scanner.quoted();
    } else if (key == "fortran_order" && !is_fortran_order) {
      is_fortran_order = scanner.accept("True");
      if (!*is_fortran_order) scanner.expect("False");
    } else if (key == "shape" && !shape) {
      shape = parse_shape(scanner);
    } else {
      scanner.fail(fmt::format("key '{}' is unknown or there twice", printable(key, 40)));
    }
    if (!scanner.accept(",")) {
      scanner.expect("}");
      break;
    }
  }
  scanner.expect_end();
  if (!descr || !is_fortran_order || !shape) scanner.fail("'descr', 'fortran_order' and 'shape' are needed");
  header.is_fortran_order = *is_fortran_order;
  header.shape = std::move(*shape);
  parse_descr(*descr, header, source);
}

/// Sets the number of elements and of bytes; a dimension of 0 makes them 0 whatever the others are.
void set_sizes(NpyHeader& header, std::string_view source) {
  const bool is_empty = std::find(header.shape.begin(), header.shape.end(), 0) != header.shape.end();
  if (is_empty) return;
  int64_t elements = 1;
  int64_t bytes = 0;
  bool overflows = false;
  for (const int64_t dimension : header.shape) overflows |= __builtin_mul_overflow(elements, dimension, &elements);
  overflows |= __builtin_mul_overflow(elements, static_cast<int64_t>(header.item_bytes), &bytes);
  if (overflows || (header.item_bytes == 0 && elements > kMostEmptyTexts)) {
    throw input_error(fmt::format("{}: shape [{}] is too large", source, fmt::join(header.shape, ",")));
  }
  header.element_count = elements;
  header.data_bytes = static_cast<std::size_t>(bytes);
}

}  // namespace

NpyHeader parse_npy_header(std::span<const std::byte> bytes, std::string_view source) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!text.starts_with(kMagic)) {
    throw input_error(fmt::format("{}: no .npy file ({})", source, bytes.empty() ? "it is empty" : "bad magic bytes"));
  }
  if (text.size() < 12) throw input_error(fmt::format("{}: cut off in the .npy header", source));
  const unsigned version = byte_at(bytes, 6);
  if (version < 1 || version > 3 || byte_at(bytes, 7) != 0) {
    throw input_error(
        fmt::format("{}: .npy version {}.{} is unknown; 1.0, 2.0 and 3.0 are", source, version, byte_at(bytes, 7)));
  }
  const std::size_t start = version == 1 ? 10 : 12;
  std::size_t length = 0;
  for (std::size_t i = start; i-- > 8;) length = length << 8 | byte_at(bytes, i);
  if (length > kLargestNpyHeader) {
    throw input_error(
        fmt::format("{}: .npy header of {} bytes is over the limit of {}", source, length, kLargestNpyHeader));
  }
  if (length > text.size() - start) throw input_error(fmt::format("{}: cut off in the .npy header", source));
  NpyHeader header;
  header.data_offset = start + length;
  parse_dictionary(text.substr(start, length), header, source);
  set_sizes(header, source);
  return header;
}

std::string make_npy_header(std::string_view descr, std::span<const int64_t> shape) {
  const std::string dimensions =
      shape.size() == 1 ? fmt::format("({},)", shape[0]) : fmt::format("({})", fmt::join(shape, ", "));
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", descr, dimensions);
  constexpr std::size_t kStart = 10;
  constexpr std::size_t kAlignment = 64;
  text.append(kAlignment - 1 - (kStart + text.size()) % kAlignment, ' ');
  text += '\n';
  std::string header(kMagic);
  header += {'\x01', '\x00', static_cast<char>(text.size() & 0xFF), static_cast<char>(text.size() >> 8)};
  return header + text;
}

}  // namespace ortool
