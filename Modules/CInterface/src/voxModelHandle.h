// SPDX-License-Identifier: Apache-2.0
#ifndef voxModelHandle_h
#define voxModelHandle_h

#include "vox.h"

#include "voxModel.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

struct vox_model
{
  std::shared_ptr<const vox::Model> model;
  std::vector<std::pair<std::int64_t, std::string>> labels; ///< value and name
  std::vector<std::string> probabilities;
  std::vector<std::string> folds;
};

#endif
