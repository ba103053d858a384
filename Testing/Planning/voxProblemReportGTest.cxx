// SPDX-License-Identifier: Apache-2.0
#include "voxProblemReport.h"

#include "voxError.h"

#include <fmt/format.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace vox
{
namespace
{

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string
MessageOf(const ProblemReport & report, std::string_view subject, std::size_t shown = 50)
{
  try
  {
    report.ThrowIfAny(subject, shown);
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::BadInput);
    return error.what();
  }
  return "nothing thrown";
}

TEST(ProblemReport, IsSilentWithoutProblems)
{
  ProblemReport report;
  report.Add("");
  EXPECT_THAT(report.Lines(), IsEmpty());
  EXPECT_NO_THROW(report.ThrowIfAny());
  EXPECT_EQ(MessageOf(report, "set"), "nothing thrown");
}

TEST(ProblemReport, TellsASingleProblemAsItIs)
{
  ProblemReport report;
  report.Add("a.nii.gz: no such file");
  EXPECT_EQ(MessageOf(report, "set"), "a.nii.gz: no such file");
}

TEST(ProblemReport, ListsSeveralProblemsOneALine)
{
  ProblemReport report;
  report.Add("a: first\na: second\n");
  report.Add("b: third");
  EXPECT_THAT(report.Lines(), ElementsAre("a: first", "a: second", "b: third"));
  EXPECT_EQ(MessageOf(report, "set"), "set: 3 problems; correct the files or take out their cases:\n"
                                      "  a: first\n  a: second\n  b: third");
  EXPECT_EQ(MessageOf(report, "set", 3), MessageOf(report, "set"));
  EXPECT_EQ(MessageOf(report, "set", 2), "set: 3 problems; correct the files or take out their cases:\n"
                                         "  a: first\n  a: second\n  and 1 more");
}

TEST(ProblemReport, TakesUpWhatAnotherOneThrows)
{
  ProblemReport inner;
  inner.Add("one\ntwo");
  ProblemReport outer;
  EXPECT_FALSE(outer.Try([&] { inner.ThrowIfAny(); }));
  EXPECT_TRUE(outer.Try([] {}));
  EXPECT_THAT(outer.Lines(), ElementsAre("one", "two"));
}

TEST(ProblemReport, CollectsBadInputAlone)
{
  ProblemReport report;
  EXPECT_THROW(report.Try([] { Fail(ErrorKind::Resource, "no memory"); }), Error);
  EXPECT_THROW(report.Try([] { throw Cancelled(); }), Cancelled);
  EXPECT_THROW(report.Try([] { throw std::runtime_error("other"); }), std::runtime_error);
  EXPECT_THAT(report.Lines(), IsEmpty());
}

} // namespace
} // namespace vox
