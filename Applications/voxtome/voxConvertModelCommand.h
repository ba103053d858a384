// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvertModelCommand_h
#define voxConvertModelCommand_h

#include "voxOptions.h"
#include "voxSession.h"

#include <span>
#include <string>

namespace vox
{

/** Precision of the weights that are written. */
enum class Weights
{
  Keep,
  Fp32,
  Bf16
};
[[nodiscard]] std::span<const EnumName<Weights>> EnumNames(Weights);

/** What `voxtome convert` was asked for where IN is a model. */
struct ConvertModelCommand
{
  std::string in;
  std::string out;
  bool labels = false; ///< a flag that only volumes have
  Weights weights = Weights::Keep;
};

/** Converts to a model file or to a results folder of nnU-Net; throws Error(Usage) for an output that is neither. */
void ConvertModel(const ConvertModelCommand & command);

} // namespace vox

#endif
