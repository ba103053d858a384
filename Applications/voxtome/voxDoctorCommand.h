// SPDX-License-Identifier: Apache-2.0
#ifndef voxDoctorCommand_h
#define voxDoctorCommand_h

#include "voxSession.h"

namespace vox
{

/** What `voxtome doctor` says. */
void RunDoctor(Session & session);

} // namespace vox

#endif
