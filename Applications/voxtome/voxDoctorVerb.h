// SPDX-License-Identifier: Apache-2.0
#ifndef voxDoctorVerb_h
#define voxDoctorVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome doctor`: says what this machine and this build can do. */
[[nodiscard]] std::unique_ptr<Verb> MakeDoctorVerb();

} // namespace vox

#endif
