#include "libort/trace/trace_event.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "libort/trace/json_text.h"

namespace ort {
namespace {

constexpr int64_t kNanosecondsPerMicrosecond = 1000;

}  // namespace

void append_event(std::string& text, const TraceEvent& event) {
  const int64_t start = event.start_ns / kNanosecondsPerMicrosecond;
  text += "{\"cat\" : \"";
  text += event.category;
  text += "\",\"pid\" :";
  append_number(text, getpid());
  text += ",\"tid\" :";
  append_number(text, event.thread);
  text += ",\"dur\" :";
  append_number(text, event.end_ns / kNanosecondsPerMicrosecond - start);
  text += ",\"ts\" :";
  append_number(text, start);
  text += ",\"ph\" : \"";
  text += event.phase;
  text += "\",\"name\" :";
  text += event.quoted_name;
  text += ",\"args\" : {";
  text += event.args;
  text += "}}";
}

int64_t current_thread_number() {
  static thread_local const int64_t number = syscall(SYS_gettid);
  return number;
}

}  // namespace ort
