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

/** "2D: ..., 3D: ...", those that the network can be made for. */
std::string
SizesText(const NetworkEntry & entry)
{
  std::string text;
  for (const int dimensions : {2, 3})
  {
    Json options = entry.defaults();
    options["dimensions"] = dimensions;
    try
    {
      const Zyx<AxisSizes> axes = entry.sizes(options).axes;
      const std::string y = axes.y.Text();
      const std::string z = axes.z.Text();
      text += fmt::format("{}{}D: {}", text.empty() ? "" : "; ", dimensions,
                          dimensions == 2 || z == y ? y : fmt::format("z {}, y and x {}", z, y));
    }
    catch (const Error &) // not made for so many dimensions
    {}
  }
  return text;
}

/** Of the network with its default options, whose memory is never touched. */
std::int64_t
CountParameters(const NetworkEntry & entry)
{
  std::int64_t count = 0;
  for (const auto & [name, tensor] : Network::Undrawn({std::string(entry.name), entry.defaults()}).Parameters())
  {
    count += tensor.requires_grad() ? tensor.numel() : 0;
  }
  return count;
}

Inspection
InspectNetworks()
{
  std::vector<std::vector<std::string>> rows{
      {"network", "what it is", "source", "image sizes", "parameters", "options and defaults"}};
  Json list = Json::array();
  for (const NetworkEntry & entry : NetworkRegistry())
  {
    const std::int64_t parameters = CountParameters(entry);
    rows.push_back({std::string(entry.name), std::string(entry.help), std::string(entry.source), SizesText(entry),
                    std::to_string(parameters), entry.defaults().dump()});
    list.push_back({{"name", entry.name},
                    {"help", entry.help},
                    {"source", entry.source},
                    {"sizes", SizesText(entry)},
                    {"parameters", parameters},
                    {"defaults", entry.defaults()}});
  }
  return {TextTable(rows) + "Sizes are in voxels or pixels of the images; parameters are those of the defaults.\n",
          {{"kind", "networks"}, {"entries", list}}};
}

} // namespace

Inspection
InspectRegistry(const std::string & word)
{
  return word == "losses" ? InspectLosses() : InspectNetworks();
}

} // namespace vox
