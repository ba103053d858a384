// SPDX-License-Identifier: Apache-2.0
#ifndef voxDcmtk_h
#define voxDcmtk_h

// DCMTK's configuration must come before its other headers.
#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>

namespace vox
{

/** To be called before anything of DCMTK: silences its log, which would print to the terminal. Throws Error(Resource)
 * where its dictionary is not found, because files without value representations would be read as nothing. */
void PrepareDcmtk();

} // namespace vox

#endif
