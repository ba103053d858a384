// SPDX-License-Identifier: Apache-2.0
#include "voxSlicerCall.h"
#include "voxTemporaryFolder.h"

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <thread>
#include <unistd.h>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;

bool
WaitUntil(const std::function<bool()> & holds, std::chrono::milliseconds most)
{
  const auto end = std::chrono::steady_clock::now() + most;
  while (!holds())
  {
    if (std::chrono::steady_clock::now() > end)
    {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

std::string
TextOf(const fs::path & file)
{
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/** Processes whose command names this word, by the arguments of `ps`; those that have ended do not. */
std::vector<int>
ProcessesWith(const std::string & word)
{
  std::vector<int> found;
  for (const auto & entry : fs::directory_iterator("/proc"))
  {
    const std::string name = entry.path().filename().string();
    if (std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; }) &&
        TextOf(entry.path() / "cmdline").find(word) != std::string::npos)
    {
      found.push_back(std::stoi(name));
    }
  }
  return found;
}

int
ParentOf(int process)
{
  const std::string status = TextOf(fs::path("/proc") / std::to_string(process) / "stat");
  const std::size_t end = status.rfind(')');
  return end == std::string::npos ? 0 : std::stoi(status.substr(end + 4));
}

/** As Slicer's library does it: the process is stopped, then killed after all that it began. */
void
KillTree(int process)
{
  ::kill(process, SIGSTOP);
  for (const auto & entry : fs::directory_iterator("/proc"))
  {
    const std::string name = entry.path().filename().string();
    if (std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; }) && ParentOf(std::stoi(name)) == process)
    {
      KillTree(std::stoi(name));
    }
  }
  ::kill(process, SIGKILL);
}

/** A prediction of minutes, ended in its midst. */
class SlicerCancel : public ::testing::TestWithParam<const char *>
{
protected:
  void
  SetUp() override
  {
    ExportHippocampus(m_Folder / "in.nrrd");
  }

  /** The launcher, its guardian and the program all name this folder. */
  [[nodiscard]] std::vector<int>
  Processes() const
  {
    return ProcessesWith(m_Folder.Path().string());
  }
  [[nodiscard]] int
  Launcher() const
  {
    for (const int process : Processes())
    {
      if (TextOf(fs::path("/proc") / std::to_string(process) / "comm") == "VoxtomeSegment\n" &&
          ParentOf(process) == ::getpid())
      {
        return process;
      }
    }
    return 0;
  }
  [[nodiscard]] bool
  Computes() const
  {
    return std::ranges::any_of(Processes(), [](int process) {
      return TextOf(fs::path("/proc") / std::to_string(process) / "comm") == "voxtome\n";
    });
  }

  TemporaryFolder m_Folder;
};

INSTANTIATE_TEST_SUITE_P(By, SlicerCancel, ::testing::Values("Kill", "KillOfTheTree", "Interrupt", "Terminate"),
                         [](const auto & info) { return std::string(info.param); });

TEST_P(SlicerCancel, LeavesNothingBehind)
{
  const std::string how = GetParam();
  const auto arguments = ArgumentsFor("VoxtomeSegment", {{"inputVolume", (m_Folder / "in.nrrd").string()},
                                                         {"outputSegmentation", (m_Folder / "out.seg.nrrd").string()},
                                                         {"statistics", (m_Folder / "s.csv").string()},
                                                         {"threads", "1"},
                                                         {"step", "0.05"}});
  Process launcher(arguments, m_Folder.Path(), fs::path(VOX_SLICER_MODULES) / "VoxtomeSegment");
  ASSERT_TRUE(WaitUntil([&] { return Computes() && m_Folder.EntryCount() == 2; }, std::chrono::seconds(20)));
  if (how != "Kill")
  {
    std::this_thread::sleep_for(std::chrono::milliseconds(600)); // some are ended at the start, others later
  }
  ASSERT_TRUE(Computes());
  const int process = Launcher();
  ASSERT_NE(process, 0);
  how == "KillOfTheTree" ? KillTree(process)
                         : launcher.Signal(how == "Kill"        ? SIGKILL
                                           : how == "Interrupt" ? SIGINT
                                                                : SIGTERM);
  const auto ended = launcher.Wait();
  EXPECT_GT(ended.exitCode, 128);
  EXPECT_TRUE(WaitUntil([&] { return Processes().empty(); }, std::chrono::seconds(10)));
  EXPECT_EQ(m_Folder.EntryCount(), 1) << "the volume alone";
}

} // namespace
} // namespace vox::testing
