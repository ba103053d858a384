// SPDX-License-Identifier: Apache-2.0
#include "voxLabelledCase.h"

#include "voxLabelHistogram.h"
#include "voxReadVolume.h"

namespace vox
{

LabelledVolume
ReadLabelledCase(const CaseFiles & files, const DatasetDescription & description)
{
  if (!files.labels)
  {
    Fail(ErrorKind::BadInput, "{}: the case has no label map; only training cases can be used here", files.name);
  }
  LabelledVolume result{files.name, ReadCaseImage(files.channels), ReadLabelMap(*files.labels)};
  const std::string labelFile = files.labels->string();
  RequireSameGeometry(result.labels.geometry, labelFile, result.image.geometry, files.channels.front().string());
  RequireDeclaredLabels(CountLabels(result.labels), description.AllowedValues(), labelFile, "labels of dataset.json");
  return result;
}

} // namespace vox
