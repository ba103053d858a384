// SPDX-License-Identifier: Apache-2.0
#ifndef voxDcmtk_h
#define voxDcmtk_h

// DCMTK's configuration must come before its other headers.
#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>

namespace vox
{

/** To be called before anything of DCMTK: silences its log, which would print to the terminal, and has elements that a
 * writer did not know (UN) read as what the dictionary says. Throws Error(Resource) where the dictionary is not found,
 * because files without value representations would be read as nothing. */
void PrepareDcmtk();

} // namespace vox

#endif
