// SPDX-License-Identifier: Apache-2.0
#include "voxFailure.h"

#include "voxError.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <filesystem>
#include <new>

namespace vox
{
namespace
{

std::string
OneLine(std::string text)
{
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/** A list of problems below a line keeps its lines, which begin with two blanks; other lines are joined. */
std::string
OneLineOrList(const std::string & text)
{
  std::string joined;
  for (std::size_t i = 0; i < text.size(); ++i)
  {
    const bool isJoint = text[i] == '\n' && text.compare(i + 1, 2, "  ") != 0;
    joined += isJoint ? "; " : text.substr(i, 1);
  }
  return joined;
}

std::string
OutOfMemory(const std::string & detail)
{
  return "out of memory" + detail + "; use fewer --threads or a machine with more memory";
}

} // namespace

Failure
DescribeFailure(const std::exception_ptr & exception)
{
  try
  {
    std::rethrow_exception(exception);
  }
  catch (const Cancelled &)
  {
    return {kExitInterrupted, "interrupted"};
  }
  catch (const Error & error)
  {
    return {ExitCode(error.Kind()), OneLineOrList(error.what())};
  }
  catch (const std::bad_alloc &)
  {
    return {ExitCode(ErrorKind::Resource), OutOfMemory("")};
  }
  catch (const c10::Error & error)
  {
    const std::string text = OneLine(error.what_without_backtrace());
    // The allocator of LibTorch has no exception type of its own.
    if (text.find("can't allocate memory") != std::string::npos || text.find("not enough memory") != std::string::npos)
    {
      return {ExitCode(ErrorKind::Resource), OutOfMemory(" (" + text + ")")};
    }
    return {ExitCode(ErrorKind::Internal), "internal error in LibTorch: " + text};
  }
  catch (const std::filesystem::filesystem_error & error)
  {
    return {ExitCode(ErrorKind::BadInput), fmt::format("{}: {}", error.path1().string(), error.code().message())};
  }
  catch (const std::exception & error)
  {
    return {ExitCode(ErrorKind::Internal), "internal error: " + OneLine(error.what())};
  }
  catch (...)
  {
    return {ExitCode(ErrorKind::Internal), "internal error of unknown type"};
  }
}

} // namespace vox
