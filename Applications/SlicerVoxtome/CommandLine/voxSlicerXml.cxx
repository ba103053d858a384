// SPDX-License-Identifier: Apache-2.0
// Prints the description of a module, made of the descriptions of the program's options: voxSlicerXml segment|evaluate
#include "voxEvaluateVerb.h"
#include "voxModuleXml.h"
#include "voxPredictVerb.h"
#include "voxVerb.h"

#include <CLI/CLI.hpp>

#include <iostream>

namespace
{

vox::OptionText
TextOf(const CLI::App & app, std::string_view name)
{
  const CLI::Option * option = app.get_option(std::string(name));
  vox::OptionText text{option->get_description(), option->get_default_str(), {}};
  if (const std::string names = option->get_type_name(); names.find('|') != std::string::npos)
  {
    text.names = CLI::detail::split(names, '|');
  }
  return text;
}

} // namespace

int
main(int argc, char ** argv)
{
  const std::string which = argc == 2 ? argv[1] : "";
  if (which != "segment" && which != "evaluate")
  {
    std::cerr << "voxSlicerXml: expected segment or evaluate\n";
    return 2;
  }
  const bool segment = which == "segment";
  const std::unique_ptr<vox::Verb> verb = segment ? vox::MakePredictVerb() : vox::MakeEvaluateVerb();
  CLI::App app;
  verb->Describe(app);
  const vox::ModuleDescription & module = segment ? vox::SegmentModule() : vox::EvaluateModule();
  std::cout << vox::ModuleXml(module, [&](std::string_view name) { return TextOf(app, name); }, {"hippocampus"});
  return 0;
}
