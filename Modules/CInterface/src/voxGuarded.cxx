// SPDX-License-Identifier: Apache-2.0
#include "voxGuarded.h"

#include "voxError.h"
#include "voxFailure.h"

#include <string>

namespace vox
{
namespace
{

static_assert(VOX_CANCELLED == kExitInterrupted);

std::string &
ErrorText()
{
  thread_local std::string text;
  return text;
}

} // namespace

std::int32_t
KeepError(const std::exception_ptr & exception) noexcept
{
  try
  {
    Failure failure = DescribeFailure(exception);
    ErrorText() = failure.exitCode == VOX_CANCELLED ? "cancelled by the listener" : std::move(failure.message);
    return failure.exitCode;
  }
  catch (...) // no memory for the text
  {
    ErrorText().clear();
    return VOX_RESOURCE;
  }
}

} // namespace vox

extern "C" const char *
vox_version(void)
{
  return VOX_VERSION;
}

extern "C" const char *
vox_last_error(void)
{
  return vox::ErrorText().c_str();
}
