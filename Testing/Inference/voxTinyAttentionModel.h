// SPDX-License-Identifier: Apache-2.0
#ifndef voxTinyAttentionModel_h
#define voxTinyAttentionModel_h

#include "voxTinyModel.h"

namespace vox::testing
{

/** A tiny model whose network is an AttentionUNet of two levels, with the one gate Att2. */
inline Model
MakeTinyAttentionModel(const TinyModel & tiny)
{
  Model model = MakeTinyModel(tiny);
  model.plan.document["configurations"][model.configuration]["architecture"] = {
      {"network_class_name", "voxtome.AttentionUNet"}, {"arch_kwargs", {{"features", {4, 6}}}}};
  InitializeFolds(model, tiny.folds);
  return model;
}

} // namespace vox::testing

#endif
