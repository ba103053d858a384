// SPDX-License-Identifier: Apache-2.0
#ifndef voxCalibrationOptions_h
#define voxCalibrationOptions_h

#include "voxOptions.h"

namespace vox
{

struct CalibrationOptions
{
  std::int64_t bins = 15; ///< of equal width
};

template <typename TVisitor>
void
VisitFields(CalibrationOptions & o, TVisitor && visit)
{
  visit("bins", o.bins, "of equal width, of the expected calibration error");
}

/** Throws Error(Usage). */
void Validate(const CalibrationOptions & options);

} // namespace vox

#endif
