// SPDX-License-Identifier: Apache-2.0
#include "voxProcess.h"
#include "voxTemporaryFolder.h"

#include "voxAtomicFile.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

/** As the build leaves it for installation. */
fs::path
Shared(const char * file)
{
  return fs::path(VOX_SHARE) / file;
}

bool
HasTool(const std::string & name)
{
  return RunProgram({"-c", "command -v " + name}, ".", "/bin/sh").exitCode == 0;
}

std::set<std::string>
LongNames(const std::string & text)
{
  static const std::regex name("--[a-z][a-z0-9-]*");
  return {std::sregex_token_iterator(text.begin(), text.end(), name), {}};
}

/** The verbs in the help of the program. */
std::vector<std::string>
Verbs()
{
  const std::string help = RunProgram({"--help"}, ".").out;
  std::vector<std::string> verbs;
  for (const std::string & line : Lines(help.substr(help.find("Subcommands:"), help.find("Exit codes"))))
  {
    static const std::regex verb("  ([a-z-]+)  .*");
    if (std::smatch match; std::regex_match(line, match, verb))
    {
      verbs.push_back(match[1]);
    }
  }
  return verbs;
}

TEST(Reference, TheBuildLeavesWhatTheProgramPrints)
{
  for (const auto & [kind, file] :
       {std::pair("man", "man/man1/voxtome.1"), std::pair("bash", "bash-completion/completions/voxtome"),
        std::pair("zsh", "zsh/site-functions/_voxtome"), std::pair("fish", "fish/vendor_completions.d/voxtome.fish")})
  {
    const ProcessResult result = RunProgram({"reference", kind}, ".");
    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_EQ(result.out, ReadTextFile(Shared(file))) << kind;
  }
}

TEST(Reference, TheManualPageHasEveryVerbAndEveryOption)
{
  std::string page = ReadTextFile(Shared("man/man1/voxtome.1"));
  page = std::regex_replace(page, std::regex(R"(\\-)"), "-");
  const std::vector<std::string> verbs = Verbs();
  EXPECT_THAT(verbs, IsSupersetOf({"predict", "doctor", "reference"}));
  for (const std::string & verb : verbs)
  {
    const std::size_t begin = page.find("\n.SS " + verb + "\n");
    ASSERT_NE(begin, std::string::npos) << verb;
    const std::string section = page.substr(begin, page.find("\n.S", begin + 1) - begin);
    EXPECT_THAT(section, HasSubstr("\nvoxtome " + verb)) << "an example of " << verb;
    const std::string help = RunProgram({verb, "--help"}, ".").out;
    const std::size_t options = help.find("\n  -h,--help"); // which is listed once, for all verbs
    for (const std::string & name : LongNames(help.substr(options + 12, help.find("Also: --threads") - options - 12)))
    {
      EXPECT_NE(section.find("\\fB" + name + "\\fR"), std::string::npos) << verb << " " << name;
    }
  }
  EXPECT_THAT(page, AllOf(HasSubstr("\\fBoptimizer.learning_rate\\fR = 0.01\n"), HasSubstr(".TP\n\\fB130\\fR\n")));
}

TEST(Reference, TheManualPageIsRightForMan)
{
  const std::string page = Shared("man/man1/voxtome.1");
  if (!HasTool("man"))
  {
    GTEST_SKIP() << "man is not installed";
  }
  const ProcessResult man =
      RunProgram({"LC_ALL=C.UTF-8", "MANWIDTH=100", "man", "--warnings", "-l", page}, ".", "/usr/bin/env");
  EXPECT_EQ(man.exitCode, 0);
  EXPECT_THAT(man.err, IsEmpty());
  EXPECT_THAT(man.out, HasSubstr("-m, --model PATH"));
  EXPECT_THAT(man.out, HasSubstr("--precision auto | fp32 | bf16"));
  EXPECT_THAT(man.out, HasSubstr("voxtome predict -m model.safetensors -i image.nii.gz -o label.nii.gz"));
  if (HasTool("mandoc"))
  {
    const ProcessResult lint = RunProgram({"mandoc", "-T", "lint", "-W", "error", page}, ".", "/usr/bin/env");
    EXPECT_EQ(lint.exitCode, 0) << lint.out;
  }
}

/** What bash would offer at the end of this line, by its own machinery. */
std::vector<std::string>
OfferedByBash(const std::string & line, const fs::path & folder)
{
  const std::string last = line.ends_with(' ') ? "''" : "";
  const std::string script = "source '" + Shared("bash-completion/completions/voxtome").string() +
                             "'; complete -p voxtome" + " >/dev/null || exit 1; COMP_WORDS=(" + line + last +
                             "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _voxtome; printf '%s\\n' \"${COMPREPLY[@]}\"";
  const ProcessResult result = RunProgram({"--norc", "-c", script}, folder, "/bin/bash");
  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty()) << line;
  std::vector<std::string> words = Lines(result.out);
  std::erase(words, "");
  return words;
}

TEST(Reference, BashCompletes)
{
  const TemporaryFolder folder;
  fs::create_directory(folder / "a folder");
  WriteTextFile(folder / "image.nii.gz", "");
  const auto offered = [&](const char * line) { return OfferedByBash(line, folder.Path()); };
  EXPECT_THAT(offered("voxtome "), IsSupersetOf({"predict", "train", "reference"}));
  EXPECT_THAT(offered("voxtome pre"), ElementsAre("predict", "preprocess"));
  EXPECT_THAT(offered("voxtome --thr"), ElementsAre("--threads"));
  EXPECT_THAT(offered("voxtome --threads 2 doc"), ElementsAre("doctor"));
  EXPECT_THAT(offered("voxtome --threads "), IsEmpty());
  EXPECT_THAT(offered("voxtome predict --p"),
              ElementsAre("--precision", "--previous-stage", "--probabilities-format", "--profile"));
  EXPECT_THAT(offered("voxtome predict --quie"), ElementsAre("--quiet"));
  EXPECT_THAT(offered("voxtome predict --precision "), ElementsAre("auto", "fp32", "bf16"));
  EXPECT_THAT(offered("voxtome predict --precision b"), ElementsAre("bf16"));
  EXPECT_THAT(offered("voxtome predict --device "), ElementsAre("auto", "cpu", "cuda:"));
  EXPECT_THAT(offered("voxtome predict --format .se"), ElementsAre(".seg.nrrd"));
  EXPECT_THAT(offered("voxtome predict --step "), IsEmpty());
  EXPECT_THAT(offered("voxtome predict -m im"), ElementsAre("image.nii.gz"));
  EXPECT_THAT(offered("voxtome predict -i first.nii.gz im"), ElementsAre("image.nii.gz"));
  EXPECT_THAT(offered("voxtome predict -i a"), ElementsAre("a folder"));
  EXPECT_THAT(offered("voxtome predict -m model "), Contains("--input"));
  EXPECT_THAT(offered("voxtome predict -m model im"), Not(Contains("image.nii.gz"))) << "one model only";
  EXPECT_THAT(offered("voxtome inspect me"), ElementsAre("methods", "metrics"));
  EXPECT_THAT(offered("voxtome inspect im"), ElementsAre("image.nii.gz"));
  EXPECT_THAT(offered("voxtome train --set epochs=5 optimizer.learning"), ElementsAre("optimizer.learning_rate="));
  EXPECT_THAT(offered("voxtome segment --set cla"), ElementsAre("classes="));
  EXPECT_THAT(offered("voxtome demo k"), ElementsAre("kvasir"));
  EXPECT_THAT(offered("voxtome reference z"), ElementsAre("zsh"));
  EXPECT_THAT(offered("voxtome no-such-verb --x"), IsEmpty());
}

TEST(Reference, ZshReadsItsCompletion)
{
  if (!HasTool("zsh"))
  {
    GTEST_SKIP() << "zsh is not installed";
  }
  const std::string file = Shared("zsh/site-functions/_voxtome");
  const ProcessResult result = RunProgram({"zsh", "-n", file}, ".", "/usr/bin/env");
  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
}

TEST(Reference, FishCompletes)
{
  if (!HasTool("fish"))
  {
    GTEST_SKIP() << "fish is not installed";
  }
  const TemporaryFolder folder;
  WriteTextFile(folder / "image.nii.gz", "");
  const auto offered = [&](const std::string & line) {
    const std::string script =
        "source '" + Shared("fish/vendor_completions.d/voxtome.fish").string() + "'; complete -C '" + line + "'";
    const ProcessResult result = RunProgram({"HOME=" + folder.Path().string(), "fish", "--no-config", "-c", script},
                                            folder.Path(), "/usr/bin/env");
    EXPECT_THAT(result.err, IsEmpty()) << line;
    std::vector<std::string> words;
    for (const std::string & word : Lines(result.out))
    {
      words.push_back(word.substr(0, word.find('\t')));
    }
    return words;
  };
  EXPECT_THAT(offered("voxtome pre"), ElementsAre("predict", "preprocess"));
  EXPECT_THAT(offered("voxtome predict --prec"), ElementsAre("--precision"));
  EXPECT_THAT(offered("voxtome predict --precision "), ::testing::UnorderedElementsAre("auto", "fp32", "bf16"));
  EXPECT_THAT(offered("voxtome predict -m im"), ElementsAre("image.nii.gz"));
  EXPECT_THAT(offered("voxtome inspect met"), ElementsAre("methods", "metrics"));
}

TEST(Reference, RefusesAnotherKind)
{
  const ProcessResult result = RunProgram({"reference", "tcsh"}, ".");
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_THAT(result.err, HasSubstr("'tcsh' is not known; known are: man, bash, zsh, fish"));
}

} // namespace
} // namespace vox::testing
