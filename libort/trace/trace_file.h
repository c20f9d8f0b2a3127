#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace ort {

/// A trace that grows on the disk while a session runs. What it holds at any moment is a JSON list that lacks nothing
/// but its closing bracket, also when the process is killed: an event is never split between two writes that can be
/// torn apart. Thread-safe.
class TraceFile {
 public:
  /// Events of one post, each made with `append_event`.
  class Events {
   public:
    explicit Events(TraceFile& file) : file_(file) {}
    /// Adds one event; the text may be used again.
    void add(std::string_view event) { file_.append(event); }

   private:
    TraceFile& file_;
  };
  using Post = std::function<void(Events&)>;

  /// Makes `path`, which must not exist. Throws (file) with the reason.
  explicit TraceFile(std::string path);
  /// Completes the file if nobody did.
  ~TraceFile();
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

  /// Runs `post` soon on a thread of the file's own, which also writes; waits when too much is in line.
  void post(Post post);

  /// Writes what is in line, closes the list and sorts the events by (ts, -dur). Throws (file) when something could not
  /// be written. Nothing can be posted afterwards.
  void close();

  /// Gives up: the file goes.
  void discard();

  const std::string& path() const { return path_; }

 private:
  /// Writes what is in line and ends the writing thread; false when that has happened already.
  bool finish_posts();
  void write_posts();
  void append(std::string_view event);
  void write_pending();

  std::string path_;
  int descriptor_ = -1;
  std::string pending_;  ///< on the writing thread only, as are the next two
  std::size_t written_ = 0;
  bool is_empty_ = true;
  int write_error_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Post> posts_;
  bool closing_ = false;
  std::thread writer_;
};

}  // namespace ort
