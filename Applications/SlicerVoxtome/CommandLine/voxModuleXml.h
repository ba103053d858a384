// SPDX-License-Identifier: Apache-2.0
#ifndef voxModuleXml_h
#define voxModuleXml_h

#include "voxModuleDescription.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vox
{

/** What `voxtome` says of an option. */
struct OptionText
{
  std::string help;
  std::string value;              ///< default; empty: none
  std::vector<std::string> names; ///< of an enumeration
};

/** Asked for the options that ModuleParameter::option names. */
using OptionTexts = std::function<OptionText(std::string_view option)>;

/** The description of a module as XML, in the order of elements that both Slicer's and CTK's readers take. The names of
 * the parameter `model` are `models`. */
[[nodiscard]] std::string ModuleXml(const ModuleDescription & module, const OptionTexts & texts,
                                    const std::vector<std::string> & models);

/** The XML with other names of models. None: as it is. */
[[nodiscard]] std::string WithModels(const std::string & xml, const std::vector<std::string> & models);

/** Text as content or attribute of an XML element. */
[[nodiscard]] std::string EscapedXml(std::string_view text);

} // namespace vox

#endif
