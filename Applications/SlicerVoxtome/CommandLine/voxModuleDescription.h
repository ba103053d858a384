// SPDX-License-Identifier: Apache-2.0
#ifndef voxModuleDescription_h
#define voxModuleDescription_h

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace vox
{

/** A parameter of a module, as 3D Slicer shows it and passes it on (SlicerExecutionModel). Most are an option of
 * `voxtome`: then description, default and names of an enumeration are the option's own, so that the two cannot differ.
 */
struct ModuleParameter
{
  std::string_view tag;  ///< element of the XML: "image", "string-enumeration" ...
  std::string_view name; ///< an identifier; also the long flag, unless there is an index
  std::string_view label;
  std::string_view option{};      ///< of the verb of `voxtome`, such as "--step"; empty: what it means stands in words
  std::string_view description{}; ///< where it differs from the option's
  std::string_view value{};       ///< default, where there is no option
  int index = -1;                 ///< place among the arguments without flag; below 0: it has a flag
  std::string_view channel{};     ///< "input", "output" for files
  std::string_view attributes{};  ///< of the element, as XML
  std::string_view minimum{};
  std::string_view maximum{};
  std::string_view step{};
};

struct ModuleGroup
{
  std::string_view label;
  std::string_view description;
  bool advanced = false;
  std::span<const ModuleParameter> parameters;
};

/** A module of the extension: a verb of `voxtome` as Slicer sees it. */
struct ModuleDescription
{
  std::string_view name; ///< of the executable
  std::string_view title;
  std::string_view category;
  std::string_view description;
  std::string_view verb;
  std::span<const ModuleGroup> groups;
};

/** What Slicer passed, by the names of the parameters. Flags without value are "true". */
using ModuleValues = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] const ModuleDescription & SegmentModule();
[[nodiscard]] const ModuleDescription & EvaluateModule();

} // namespace vox

#endif
