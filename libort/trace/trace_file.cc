#include "libort/trace/trace_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "libort/core/logging.h"
#include "libort/core/text.h"
#include "libort/trace/trace_order.h"
#include "ort/error.h"

namespace ort {
namespace {

/// The kernel copies what lies within one page as a whole, whatever happens to the process.
constexpr std::size_t kPage = 4096;
constexpr std::size_t kManyPosts = 128;
constexpr std::size_t kMostPosts = 256;
/// Runs leave their events without waking anybody; the writer comes by.
constexpr std::chrono::milliseconds kRound(20);
constexpr std::string_view kSeparator = ",\n";

[[noreturn]] void fail_file(std::string_view action, const std::string& path, int error) {
  throw Error(ErrorCode::kFail, ErrorKind::kFile,
              "cannot " + std::string(action) + " the trace '" + printable(path) + "': " + std::strerror(error));
}

}  // namespace

TraceFile::TraceFile(std::string path) : path_(std::move(path)) {
  descriptor_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail_file("make", path_, errno);
  pending_ = "[\n";
  write_pending();
  writer_ = std::thread([this] { write_posts(); });
}

TraceFile::~TraceFile() {
  try {
    close();
  } catch (const std::exception& error) {
    Logger().warning(error.what());
  }
}

void TraceFile::post(Post post) {
  std::unique_lock lock(mutex_);
  if (closing_) return;
  changed_.wait(lock, [this] { return posts_.size() < kMostPosts; });
  posts_.push_back(std::move(post));
  if (posts_.size() == kManyPosts) changed_.notify_all();
}

void TraceFile::write_posts() {
  Events events(*this);
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait_for(lock, kRound, [this] { return closing_ || posts_.size() >= kManyPosts; });
    if (closing_ && posts_.empty()) return;
    std::deque<Post> taken;
    taken.swap(posts_);
    changed_.notify_all();
    lock.unlock();
    for (const Post& post : taken) post(events);
    write_pending();
    lock.lock();
  }
}

void TraceFile::append(std::string_view event) {
  const std::size_t bytes = event.size() + (is_empty_ ? 0 : kSeparator.size());
  const std::size_t begin = (written_ + pending_.size()) % kPage;
  if (begin + bytes > kPage && bytes <= kPage) {
    pending_.append(kPage - begin, ' ');
    write_pending();
  }
  if (!is_empty_) pending_ += kSeparator;
  is_empty_ = false;
  pending_ += event;
  if ((written_ + pending_.size()) / kPage != written_ / kPage) write_pending();
}

void TraceFile::write_pending() {
  std::string_view rest = pending_;
  while (!rest.empty() && write_error_ == 0) {
    const ssize_t count = write(descriptor_, rest.data(), rest.size());
    if (count >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      write_error_ = errno;
    }
  }
  written_ += pending_.size();
  pending_.clear();
}

bool TraceFile::finish_posts() {
  {
    const std::lock_guard lock(mutex_);
    if (closing_) return false;
    closing_ = true;
  }
  changed_.notify_all();
  writer_.join();
  return true;
}

void TraceFile::discard() {
  if (!finish_posts()) return;
  ::close(descriptor_);
  unlink(path_.c_str());
}

void TraceFile::close() {
  if (!finish_posts()) return;
  pending_ = "\n]\n";
  write_pending();
  ::close(descriptor_);
  if (write_error_ != 0) fail_file("write", path_, write_error_);
  sort_trace(path_);
}

}  // namespace ort
