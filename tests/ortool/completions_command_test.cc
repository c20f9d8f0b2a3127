#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/ortool/ortool_process.h"

namespace ortool::test {
namespace {

const std::string kDigits = ORT_SOURCE_DIR "/testdata/digits/digits.onnx";

std::string script(const std::string& shell) {
  const ProcessResult result = run_ortool({"completions", shell});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_FALSE(result.out.empty());
  return result.out;
}

/// What a shell prints for a command.
std::string output_of(const std::string& command) {
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), count);
  return pclose(pipe) == 0 ? text : "failed: " + text;
}

/// What bash offers for the last of the words, with ortool on its path.
std::vector<std::string> offers(const std::string& words) {
  const std::string folder = ORT_BINARY_DIR "/apps/ortool";
  const std::string text =
      output_of("PATH=" + folder + ":$PATH bash -c 'source <(ortool completions bash); COMP_WORDS=(" + words +
                "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _ortool; printf \"%s\\n\" \"${COMPREPLY[@]}\"'");
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) found.push_back(line);
  return found;
}

bool offered(const std::vector<std::string>& found, const std::string& word) {
  return std::ranges::find(found, word) != found.end();
}

TEST(Completions, BashOffersTheCommands) {
  const auto found = offers("ortool che");
  EXPECT_EQ(found, std::vector<std::string>{"check-backend"});
  EXPECT_TRUE(offered(offers("ortool \"\""), "run"));
}

TEST(Completions, BashOffersFlagsOfTheCommandOnly) {
  EXPECT_EQ(offers("ortool run --exp"), std::vector<std::string>{"--expect"});
  EXPECT_FALSE(offered(offers("ortool check-backend --"), "--expect"));
  EXPECT_TRUE(offered(offers("ortool check-backend --"), "--ops"));
}

TEST(Completions, BashOffersTheValuesOfAFlag) {
  EXPECT_EQ(offers("ortool run --opt ext"), std::vector<std::string>{"extended"});
  EXPECT_TRUE(offered(offers("ortool run --providers c"), "cuda"));
  EXPECT_EQ(offers("ortool completions fi"), std::vector<std::string>{"fish"});
}

TEST(Completions, BashOffersTheInputsOfTheModel) {
  EXPECT_EQ(offers("ortool run " + kDigits + " --input im"), std::vector<std::string>{"image="});
}

TEST(Completions, BashOffersFiles) {
  const std::string start = ORT_SOURCE_DIR "/testdata/digits/digits.o";
  EXPECT_EQ(offers("ortool run " + start), std::vector<std::string>{kDigits});
}

TEST(Completions, EveryFlagStandsInEveryScript) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string text = script(shell);
    for (const char* flag : {"memory-limit", "test-data", "providers", "junit"})
      EXPECT_NE(text.find(flag), std::string::npos) << flag << " in " << shell;
  }
}

TEST(Completions, OtherShellsTakeTheirScripts) {
  for (const char* shell : {"zsh", "fish"}) {
    if (std::system((std::string("command -v ") + shell + " >/dev/null").c_str()) != 0) continue;
    const std::string folder = ORT_BINARY_DIR "/apps/ortool/ortool";
    EXPECT_EQ(output_of(folder + " completions " + shell + " | " + shell + " -n 2>&1"), "") << shell;
  }
}

TEST(Completions, TheManPageHasEveryCommandAndTheExitCodes) {
  const std::string page = script("man");
  EXPECT_TRUE(page.starts_with(".TH ORTOOL 1"));
  for (const char* part : {".SS ortool run", ".SS ortool check\\-backend", ".SS ortool backend\\-test", "EXIT CODES"})
    EXPECT_NE(page.find(part), std::string::npos) << part;
}

TEST(Completions, NameTheInputsOfAModelOrSayWhatIsWrong) {
  EXPECT_EQ(run_ortool({"completions", "inputs", kDigits}).out, "image=\n");
  EXPECT_EQ(run_ortool({"completions", "inputs"}).code, 2);
  EXPECT_EQ(run_ortool({"completions", "inputs", "missing.onnx"}).code, 8);
  const ProcessResult unknown = run_ortool({"completions", "tcsh"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("zsh"), std::string::npos) << unknown.err;
}

}  // namespace
}  // namespace ortool::test
