// SPDX-License-Identifier: Apache-2.0
#ifndef voxSlicerProgress_h
#define voxSlicerProgress_h

#include <chrono>
#include <string>
#include <string_view>

namespace vox
{

/** The JSON lines of `voxtome --json` in the words that Slicer reads from a module's standard output: tags for progress
 * and status, which it takes out of its log, and plain lines for notes and warnings, which stay there. Progress never
 * falls, though a new phase of the program begins at 0, and is 1 at the end of a run that worked. */
class SlicerProgress
{
public:
  explicit SlicerProgress(std::string_view name);

  [[nodiscard]] std::string Begin() const;
  /** What to print for a line of the program; a line that is no JSON object is passed on as it is. */
  [[nodiscard]] std::string Translate(std::string_view line);
  /** Of a run that worked. */
  [[nodiscard]] std::string End();

private:
  std::string m_Name;
  std::string m_Shown; ///< status text
  double m_Fraction = 0.0;
  std::chrono::steady_clock::time_point m_Start = std::chrono::steady_clock::now();
};

} // namespace vox

#endif
