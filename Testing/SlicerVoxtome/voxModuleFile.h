// SPDX-License-Identifier: Apache-2.0
#ifndef voxModuleFile_h
#define voxModuleFile_h

#include <map>
#include <string>
#include <vector>

namespace vox::testing
{

/** An element of XML; of its content either text or children. */
struct XmlElement
{
  std::string tag;
  std::map<std::string, std::string> attributes;
  std::string text;
  std::vector<XmlElement> children;

  /** Text of the first child of this name; empty where there is none. */
  [[nodiscard]] std::string Child(const std::string & name) const;
  [[nodiscard]] bool Has(const std::string & name) const;
};

/** Reads XML of elements, attributes and text, which is all that descriptions of modules hold. Throws
 * std::runtime_error for anything that is not well formed. */
[[nodiscard]] XmlElement ParseXml(const std::string & text);

/** The parameters of a module's description, of all groups, in their order. */
[[nodiscard]] std::vector<XmlElement> ParametersOf(const XmlElement & module);

/** The arguments that Slicer gives a module: with flags in the order of the description, then those with an index.
 * Numbers, names and true booleans are always passed, texts and vectors where they are not empty, and files of nodes
 * where a node was chosen. `values` are what a person changed, by name. */
[[nodiscard]] std::vector<std::string> SlicerArguments(const XmlElement & module,
                                                       const std::map<std::string, std::string> & values);

} // namespace vox::testing

#endif
