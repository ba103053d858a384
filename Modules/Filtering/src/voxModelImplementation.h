// SPDX-License-Identifier: Apache-2.0
#ifndef voxModelImplementation_h
#define voxModelImplementation_h

#include "voxSegmentationTask.h"

#include "voxModel.h"
#include "voxSharedPredictor.h"

#include <mutex>

namespace itk::vox
{

struct SegmentationModel::Implementation
{
  /** The networks for some settings, made where no filter has them. */
  [[nodiscard]] std::shared_ptr<::vox::SharedPredictor> Prepare(const SegmentationSettings & settings);

  std::shared_ptr<const ::vox::Model> model;

private:
  std::mutex m_Preparing;
  std::map<std::string, std::weak_ptr<::vox::SharedPredictor>> m_Prepared; ///< by the settings, as text
};

/** The model with channels that are normalized by given statistics. Throws Error(Usage) for a channel that it lacks and
 * a deviation that is not positive. */
[[nodiscard]] ::vox::Model WithStatistics(::vox::Model model,
                                          const std::map<unsigned int, std::pair<double, double>> & statistics);

} // namespace itk::vox

#endif
