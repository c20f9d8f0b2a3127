#include "tests/ortool/ortool_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace ortool::test {
namespace {

using TemporaryFile = std::unique_ptr<FILE, int (*)(FILE*)>;

TemporaryFile make_temporary_file() {
  TemporaryFile file(std::tmpfile(), std::fclose);
  if (!file) throw std::runtime_error("cannot make a temporary file");
  return file;
}

std::string content_of(FILE* file) {
  std::string text;
  std::rewind(file);
  char block[4096];
  for (std::size_t size = 0; (size = std::fread(block, 1, sizeof(block), file)) > 0;) text.append(block, size);
  return text;
}

}  // namespace

ProcessResult run_ortool(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {ORT_BINARY_DIR "/apps/ortool/ortool"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const TemporaryFile out = make_temporary_file();
  const TemporaryFile err = make_temporary_file();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, fileno(out.get()), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(err.get()), STDERR_FILENO);
  pid_t child = -1;
  const int error = posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " + words[0]);
  int status = 0;
  waitpid(child, &status, 0);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code, content_of(out.get()), content_of(err.get())};
}

}  // namespace ortool::test
