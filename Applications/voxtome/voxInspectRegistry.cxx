// SPDX-License-Identifier: Apache-2.0
#include "voxInspection.h"
#include "voxLossRegistry.h"
#include "voxNetwork.h"
#include "voxTextTable.h"

namespace vox
{
namespace
{

Inspection
InspectLosses()
{
  std::vector<std::vector<std::string>> rows{{"loss", "what it is", "formula", "source (DOI)", "options and defaults"}};
  Json list = Json::array();
  for (const LossEntry & entry : LossRegistry())
  {
    rows.push_back({std::string(entry.name), std::string(entry.help), std::string(entry.formula),
                    std::string(entry.source), entry.defaults().dump()});
    list.push_back({{"name", entry.name},
                    {"help", entry.help},
                    {"formula", entry.formula},
                    {"source", entry.source},
                    {"activation", entry.activation == Activation::Softmax ? "softmax" : "sigmoid"},
                    {"defaults", entry.defaults()}});
  }
  return {TextTable(rows), {{"kind", "losses"}, {"entries", list}}};
}

Inspection
InspectNetworks()
{
  std::vector<std::vector<std::string>> rows{{"network", "what it is"}};
  Json list = Json::array();
  for (const NetworkEntry & entry : NetworkRegistry())
  {
    rows.push_back({std::string(entry.name), std::string(entry.help)});
    list.push_back({{"name", entry.name}, {"help", entry.help}});
  }
  return {TextTable(rows), {{"kind", "networks"}, {"entries", list}}};
}

} // namespace

Inspection
InspectRegistry(const std::string & word)
{
  return word == "losses" ? InspectLosses() : InspectNetworks();
}

} // namespace vox
