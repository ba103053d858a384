// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomOrigin_h
#define voxDicomOrigin_h

#include "voxDicomSource.h"

#include <string>
#include <vector>

class DcmDataset;
class DcmFileFormat;
class DcmItem;

namespace vox
{

/** Puts patient, study and frame of reference of the first source file into a new object, as UTF-8. Only what the
 * standard asks for and what viewers sort by is taken over: no address, history or remarks. Values that break their
 * representation are mended where their meaning is plain, else left empty, and told in `notes` by tag, never by value;
 * identifiers stay as they are, for they tie the object to its source. Throws Error(BadInput) without frames, for a
 * source file that is gone or no DICOM, or one without StudyInstanceUID. True: the image was once compressed with loss.
 */
bool PutOrigin(DcmDataset & object, const DicomSource & source, std::vector<std::string> & notes);

/** What tells the new object from others: class, new instance and series identifiers, number and description of the
 * series, this program as its maker, dates. */
struct DicomObjectKind
{
  std::string sopClassUid;
  std::string modality;
  std::string seriesDescription;
  int seriesNumber = 0;
};
void PutObject(DcmDataset & object, const DicomObjectKind & kind);

/** The class and instance of the image that a frame belongs to, as ReferencedSOPClassUID and ReferencedSOPInstanceUID.
 */
void PutInstanceReference(DcmItem & item, const DicomSourceFrame & frame);

/** One frame of each image of the source, in their order. */
[[nodiscard]] std::vector<const DicomSourceFrame *> Images(const DicomSource & source);

/** Writes the file under a temporary name and renames it. Throws Error(Resource) where that fails. */
void SaveObject(DcmFileFormat & object, const std::filesystem::path & path, bool implicit);

} // namespace vox

#endif
