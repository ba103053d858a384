// SPDX-License-Identifier: Apache-2.0
#ifndef voxProblemReport_h
#define voxProblemReport_h

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vox
{

/** Problems of a data set, collected so that all of them are told at once instead of one a run. */
class ProblemReport
{
public:
  /** Each line of the text is a problem; an empty text is none. */
  void Add(std::string_view lines);

  /** Calls `work`. An Error(BadInput) that it throws is added, everything else passes through. True where nothing was
   * thrown. */
  bool Try(const std::function<void()> & work);

  [[nodiscard]] const std::vector<std::string> &
  Lines() const
  {
    return m_Lines;
  }

  /** Throws Error(BadInput) if there is any problem. The message has one line for each, as Add takes them again: the
   * only messages of more than one line. */
  void ThrowIfAny() const;

  /** The same for people: a single problem as it is; several below a line `<subject>: <n> problems`, indented by two
   * blanks, at most `shown` of them and then "and <n> more". */
  void ThrowIfAny(std::string_view subject, std::size_t shown = 50) const;

private:
  std::vector<std::string> m_Lines;
};

} // namespace vox

#endif
