// SPDX-License-Identifier: Apache-2.0
#include "voxNetworkDefinition.h"

#include "voxNetwork.h"

namespace vox
{
namespace
{

/** The field as given, or its default. */
std::int64_t
WholeNumber(const NetworkDefinition & definition, const char * key)
{
  const auto given = definition.options.find(key);
  const Json value = given == definition.options.end() ? FindNetwork(definition.name).defaults().at(key) : *given;
  if (!value.is_number_integer())
  {
    Fail(ErrorKind::BadModel, "{}: {}: found {}, expected a whole number", definition.name, key, value.dump());
  }
  return value.get<std::int64_t>();
}

} // namespace

int
NetworkDefinition::Dimensions() const
{
  return static_cast<int>(WholeNumber(*this, "dimensions"));
}

std::int64_t
NetworkDefinition::InputChannels() const
{
  return WholeNumber(*this, "input_channels");
}

std::int64_t
NetworkDefinition::OutputChannels() const
{
  return WholeNumber(*this, "output_channels");
}

} // namespace vox
