// SPDX-License-Identifier: Apache-2.0
#ifndef voxFailure_h
#define voxFailure_h

#include <exception>
#include <string>

namespace vox
{

/** Exit code of a run that a signal stopped: 128 + SIGINT, as shells count. */
inline constexpr int kExitInterrupted = 130;

/** How a run ended that an exception left. */
struct Failure
{
  int exitCode;
  std::string message; ///< one line, or one and a list of problems below it, each indented by two blanks
};

/** Maps any exception to an exit code and one line: vox::Error by its kind (1 internal, 2 usage, 3 bad input, 4 bad
 * model, 5 resource), Cancelled 130, no memory 5, a file system's refusal 3, everything else 1. */
[[nodiscard]] Failure DescribeFailure(const std::exception_ptr & exception);

} // namespace vox

#endif
