// SPDX-License-Identifier: Apache-2.0
// What the terminal shows: on pseudo terminals of several widths, and through a pipe.
#include "voxScreen.h"
#include "voxTerminal.h"
#include "voxTrainingTable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <limits>
#include <pty.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace
{

using namespace vox;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using vox::testing::Screen;

struct Setting
{
  std::size_t columns = 80; ///< of the pseudo terminal; 0: a pipe
  std::size_t rows = 24;
  std::string term = "xterm-256color";
  std::string locale = "C.UTF-8";
  std::string noColor{};
  OutputMode mode = OutputMode::Text;
};

std::string
ReadAll(int descriptor)
{
  std::string bytes;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(descriptor, buffer, sizeof(buffer))) > 0;)
  {
    bytes.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(descriptor);
  return bytes;
}

/** What `work` sends to stderr in a process of its own. */
std::string
SentBy(const Setting & setting, const std::function<void(Terminal &)> & work)
{
  int master = -1;
  int pipe[2] = {-1, -1};
  winsize size{};
  size.ws_col = static_cast<unsigned short>(setting.columns);
  size.ws_row = static_cast<unsigned short>(setting.rows);
  const bool isPipe = setting.columns == 0;
  if (isPipe)
  {
    EXPECT_EQ(::pipe(pipe), 0);
  }
  const pid_t child = isPipe ? ::fork() : ::forkpty(&master, nullptr, nullptr, &size);
  if (child == 0)
  {
    if (isPipe)
    {
      ::dup2(pipe[1], STDERR_FILENO);
      ::close(pipe[0]);
    }
    ::setenv("TERM", setting.term.c_str(), 1);
    ::setenv("LC_ALL", setting.locale.c_str(), 1);
    ::setenv("NO_COLOR", setting.noColor.c_str(), 1);
    {
      Terminal terminal(setting.mode);
      work(terminal);
    }
    std::fflush(nullptr);
    ::_exit(0);
  }
  if (isPipe)
  {
    ::close(pipe[1]);
  }
  std::string sent = ReadAll(isPipe ? pipe[0] : master);
  ::waitpid(child, nullptr, 0);
  return sent;
}

/** Progress is shown at most every tenth of a second. */
void
Show(Terminal & terminal, double fraction)
{
  std::this_thread::sleep_for(std::chrono::milliseconds(110));
  terminal.Progress(fraction, "working");
}

std::vector<EpochRecord>
Epochs(int count)
{
  std::vector<EpochRecord> epochs(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
  {
    EpochRecord & record = epochs[static_cast<std::size_t>(i)];
    record.epoch = i;
    record.trainingLoss = 1.0 / (i + 1);
    record.validationLoss = std::numeric_limits<double>::quiet_NaN();
    record.pseudoDice = {0.5, 0.25 + 0.01 * i};
    record.meanPseudoDice = 0.375 + 0.005 * i;
    record.learningRate = 0.01;
    record.epochSeconds = 12.5;
  }
  return epochs;
}

const std::vector<std::string> kStructures{"kidney", "a structure of a very long name"};

void
Train(Terminal & terminal)
{
  terminal.Log(LogLevel::Info, "a note before");
  terminal.Progress(0.0, "working");
  for (const int count : {1, 30})
  {
    terminal.SetTable([count](std::size_t columns) { return TrainingTable(Epochs(count), kStructures, 50, columns); });
    Show(terminal, 0.1 * count / 10);
  }
  terminal.Log(LogLevel::Info, "a note between");
  Show(terminal, 0.5);
}

void
TrainShortly(Terminal & terminal)
{
  terminal.SetTable([](std::size_t columns) { return TrainingTable(Epochs(30), kStructures, 50, columns); });
  terminal.Log(LogLevel::Info, "a note");
  terminal.Progress(0.0, "working");
  Show(terminal, 0.5);
}

TEST(TrainingTable, HasValuesAndSparklinesAsFarAsThereIsRoom)
{
  const auto lines = TrainingTable(Epochs(30), kStructures, 50, 80);
  ASSERT_EQ(lines.size(), 8U);
  EXPECT_EQ(lines[0], "epoch 30/50             last      best  epoch");
  EXPECT_EQ(lines[1].substr(0, 46), "training loss        0.03333   0.03333     30 ");
  EXPECT_EQ(lines[2].substr(0, 45), "validation loss            -         -      -");
  EXPECT_THAT(lines[1], HasSubstr("█"));
  EXPECT_EQ(lines[5].substr(0, 28), "  a structure of a      0.54");
  for (const std::size_t columns : {50, 60, 79, 80, 120, 400})
  {
    for (const std::string & line : TrainingTable(Epochs(500), kStructures, 500, columns))
    {
      EXPECT_LT(ColumnCount(line), columns) << line;
    }
  }
  EXPECT_THAT(TrainingTable(Epochs(30), kStructures, 50, 49), IsEmpty());
  EXPECT_THAT(TrainingTable({}, kStructures, 50, 80), IsEmpty());
  const std::vector<std::string> many(20, "rib");
  EXPECT_THAT(TrainingTable(Epochs(30), many, 50, 80).back(), HasSubstr("and 14 structures more"));
}

TEST(LiveLines, CutsBetweenCharacters)
{
  EXPECT_EQ(CutToColumns("größe", 4), "größ");
  EXPECT_EQ(CutToColumns("肝臓", 3), "肝"); // wide
  EXPECT_EQ(CutToColumns("▁▂▃", 2), "▁▂");
  EXPECT_EQ(CutToColumns("a\x1b[2J\n", 20), "a?[2J?");
  EXPECT_EQ(ColumnCount("größe ▁"), 7U);
}

TEST(Terminal, ATableStandsAboveTheBarAndStays)
{
  for (const std::size_t columns : {50, 80, 200})
  {
    const std::string sent = SentBy({.columns = columns}, [](Terminal & terminal) {
      Train(terminal);
      terminal.KeepTable();
      terminal.Log(LogLevel::Info, "a note after");
    });
    Screen screen(columns, 24);
    screen.Write(sent);
    const auto lines = screen.Lines();
    ASSERT_EQ(lines.size(), 11U) << ::testing::PrintToString(lines);
    EXPECT_EQ(lines[0], "a note before");
    EXPECT_EQ(lines[1], "a note between");
    EXPECT_THAT(lines[2], HasSubstr("epoch 30/50"));
    EXPECT_THAT(lines[9], HasSubstr("seconds per epoch"));
    EXPECT_EQ(lines[10], "a note after");
  }
}

TEST(Terminal, TheTableAndTheBarAreOneBlockWhileItWorks)
{
  Screen screen(80, 24);
  screen.Write(SentBy({}, [](Terminal & terminal) {
    Train(terminal);
    std::fflush(stderr);
    ::_exit(0); // as it stands
  }));
  const auto lines = screen.Lines();
  ASSERT_EQ(lines.size(), 11U);
  EXPECT_THAT(lines[2], HasSubstr("epoch 30/50"));
  EXPECT_THAT(lines[10], AllOf(HasSubstr("[############"), HasSubstr("50 %"), HasSubstr("working")));
}

TEST(Terminal, ANarrowerOneShowsAWholeTableBelowWhatIsLeft)
{
  const auto work = [](Terminal & terminal) {
    Train(terminal);
    winsize size{};
    size.ws_col = 56;
    size.ws_row = 24;
    ::ioctl(STDERR_FILENO, TIOCSWINSZ, &size);
    Show(terminal, 0.6);
    terminal.KeepTable();
  };
  const std::string sent = SentBy({.columns = 100}, work);
  for (const bool rewraps : {false, true}) // terminals do one or the other
  {
    Screen screen(100, 40);
    const std::size_t resized = sent.rfind("50 %");
    screen.Write(sent.substr(0, sent.find("\x1b[J", resized)));
    screen.Resize(56, rewraps);
    screen.Write(sent.substr(sent.find("\x1b[J", resized)));
    auto lines = screen.Lines();
    ASSERT_GE(lines.size(), 10U);
    EXPECT_EQ(lines[0], "a note before");
    EXPECT_EQ(lines[1], "a note between");
    lines.erase(lines.begin(), lines.end() - 8);
    for (std::size_t i = 0; i < lines.size(); ++i)
    {
      std::string expected = TrainingTable(Epochs(30), kStructures, 50, 56)[i];
      EXPECT_EQ(lines[i], expected.erase(expected.find_last_not_of(' ') + 1));
    }
  }
}

TEST(Terminal, WithoutTheAbilitiesThereIsNoTable)
{
  const Setting pipe{.columns = 0};
  const Setting dumb{.term = "dumb"};
  const Setting noColor{.noColor = "1"};
  const Setting quiet{.mode = OutputMode::Quiet};
  const Setting json{.mode = OutputMode::JsonLines};
  for (const Setting & setting : {pipe, dumb, noColor, quiet, json})
  {
    const std::string sent = SentBy(setting, [](Terminal & terminal) {
      TrainShortly(terminal);
      terminal.KeepTable();
    });
    EXPECT_THAT(sent, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("last")), Not(HasSubstr("▁")))) << setting.term;
  }
  for (const Setting & setting : {Setting{.locale = "C"}, Setting{.columns = 40}, Setting{.rows = 8}})
  {
    const std::string sent = SentBy(setting, &TrainShortly); // the bar alone
    EXPECT_THAT(sent, AllOf(HasSubstr("\r["), HasSubstr("50 %"), Not(HasSubstr("last")))) << setting.locale;
  }
}

TEST(Terminal, APipeGetsPlainLines)
{
  EXPECT_EQ(SentBy({.columns = 0}, &TrainShortly), "a note\n");
  EXPECT_EQ(SentBy({.columns = 0}, [](Terminal & terminal) { terminal.Log(LogLevel::Warning, "odd"); }),
            "warning: odd\n");
}

} // namespace
