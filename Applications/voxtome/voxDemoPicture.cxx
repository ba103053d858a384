// SPDX-License-Identifier: Apache-2.0
#include "voxDemoPicture.h"

#include "voxPanelSheet.h"
#include "voxPredictor.h"
#include "voxReadVolume.h"
#include "voxWriteVolume.h"

#include <functional>

namespace vox
{
namespace
{

Panel
PanelOf(DemoPanel kind, const CaseFiles & files, const std::function<Volume()> & prediction,
        std::span<const LabelEntry> structures)
{
  switch (kind)
  {
  case DemoPanel::Input:
    return PicturePanel(ReadCaseImage(files.channels), "Input Image");
  case DemoPanel::Prediction:
    return LabelPanel(prediction(), structures, "Prediction");
  case DemoPanel::Reference:
    return LabelPanel(ReadLabelMap(*files.labels), structures, "Ground Truth");
  }
  Fail(ErrorKind::Internal, "a panel of no kind");
}

std::vector<Panel>
AllPanels(const CaseFiles & files, const std::function<Volume()> & prediction, std::span<const DemoPanel> kinds,
          std::span<const LabelEntry> structures)
{
  std::vector<Panel> panels;
  for (const DemoPanel kind : kinds)
  {
    panels.push_back(PanelOf(kind, files, prediction, structures));
  }
  return panels;
}

} // namespace

std::span<const EnumName<DemoPanel>>
EnumNames(DemoPanel)
{
  static constexpr EnumName<DemoPanel> names[] = {
      {DemoPanel::Input, "input"}, {DemoPanel::Prediction, "prediction"}, {DemoPanel::Reference, "reference"}};
  return names;
}

std::vector<Panel>
PanelsOf(const CaseFiles & files, const std::filesystem::path & prediction, std::span<const DemoPanel> kinds,
         std::span<const LabelEntry> structures)
{
  return AllPanels(
      files, [&] { return ReadLabelMap(prediction); }, kinds, structures);
}

void
WritePredictedCase(const std::filesystem::path & file, const CaseFiles & files, Model model,
                   std::span<const DemoPanel> kinds)
{
  const std::vector<LabelEntry> structures = model.description.Foreground();
  PredictOptions options;
  options.mirror = false; // a look, not a measurement
  Predictor predictor(std::move(model), options);
  const auto predict = [&] { return predictor.Predict(ReadCaseImage(files.channels)).labels; };
  const std::vector<std::vector<Panel>> rows{AllPanels(files, predict, kinds, structures)};
  PanelSheetOptions sheet;
  sheet.structures = structures;
  WritePicture(file, RenderPanelSheet(rows, sheet));
}

} // namespace vox
