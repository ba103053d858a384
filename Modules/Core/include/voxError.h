// SPDX-License-Identifier: Apache-2.0
#ifndef voxError_h
#define voxError_h

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace vox
{

/** What went wrong, from the caller's point of view. Decides the exit code of the program. */
enum class ErrorKind
{
  Internal, ///< a defect of this program: exit code 1
  Usage,    ///< wrong options or arguments: exit code 2
  BadInput, ///< a file or value that cannot be used: exit code 3
  BadModel, ///< a model, plan or checkpoint that cannot be used: exit code 4
  Resource  ///< out of memory, disk or no such device: exit code 5
};

/** Exit code of the program for an error of this kind (1 to 5, in the order of the enumeration). */
[[nodiscard]] int ExitCode(ErrorKind kind);

/** The one exception of the library. The message is one line: file, value found, value expected, what to do. */
class Error : public std::runtime_error
{
public:
  Error(ErrorKind kind, const std::string & message) : std::runtime_error(message), m_Kind(kind) {}

  [[nodiscard]] ErrorKind
  Kind() const
  {
    return m_Kind;
  }

private:
  ErrorKind m_Kind;
};

/** Thrown out of long work after cancellation was asked for (RunContext::cancelled). Not an Error: nothing went wrong.
 */
class Cancelled : public std::exception
{
public:
  [[nodiscard]] const char *
  what() const noexcept override
  {
    return "cancelled";
  }
};

/** Throws Error; the message is formatted with fmt, so Fail(ErrorKind::BadInput, "{}: found {}", path, n). */
template <typename... TArgs>
[[noreturn]] void
Fail(ErrorKind kind, fmt::format_string<TArgs...> format, TArgs &&... args)
{
  throw Error(kind, fmt::format(format, std::forward<TArgs>(args)...));
}

} // namespace vox

#endif
