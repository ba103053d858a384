// SPDX-License-Identifier: Apache-2.0
#include "voxDemoPage.h"

#include "voxAtomicFile.h"
#include "voxConfusionMatrix.h"
#include "voxConfusionSvg.h"
#include "voxDemoPicture.h"
#include "voxPanelSheet.h"
#include "voxReadVolume.h"
#include "voxResultsPage.h"
#include "voxRunManifest.h"
#include "voxStatistic.h"
#include "voxWriteVolume.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>

namespace vox
{
namespace
{

constexpr std::size_t kFirst = 10;
constexpr std::size_t kWorst = 5;

class DemoPage
{
public:
  DemoPage(const std::filesystem::path & folder, const TrainingDemo & demo, const Model & model,
           std::span<const CaseFiles> test, std::span<const CaseMeasures> measures, const Summary & summary)
      : m_Folder(folder),
        m_Demo(demo),
        m_Model(model),
        m_Structures(model.description.Foreground()),
        m_Test(test),
        m_Measures(measures),
        m_Summary(SummaryJson(summary))
  {}

  void
  Write() const
  {
    ResultsPage page;
    page.title = m_Demo.title;
    page.facts = Facts();
    page.sections = {Results(), Curves(), Confusion(), Examples(), WorstCases()};
    WriteTextFile(m_Folder / "index.html", RenderResultsPage(page));
  }

private:
  [[nodiscard]] std::vector<std::string>
  Facts() const
  {
    const Json & training = m_Model.provenance.at("training");
    return {fmt::format("network {} ({})", m_Model.Configuration().network.name, m_Model.configuration),
            fmt::format("loss {}", training.at("options").at("loss").get<std::string>()),
            fmt::format("{} training cases, {} iterations, seed {}", training.at("training_cases").size(),
                        training.at("iterations").get<std::int64_t>(),
                        training.at("options").at("seed").get<std::int64_t>()),
            fmt::format("{} test cases", m_Test.size()), fmt::format("voxtome {}", ProgramVersion())};
  }

  [[nodiscard]] static std::string
  Number(const Json & value, const char * format)
  {
    return value.is_number()   ? fmt::format(fmt::runtime(format), value.get<double>())
           : value.is_string() ? value.get<std::string>()
                               : "-";
  }

  /** Mean, with its interval where there is one. */
  [[nodiscard]] static std::vector<std::string>
  MeasureCells(const std::string & name, const Json & mean, const Json & interval)
  {
    std::vector<std::string> cells{name};
    for (const auto & [key, format] : {std::pair{"Dice", "{:.4f}"},
                                       {"IoU", "{:.4f}"},
                                       {"Precision", "{:.4f}"},
                                       {"Recall", "{:.4f}"},
                                       {"HD95", "{:.2f}"},
                                       {"ASSD", "{:.2f}"}})
    {
      cells.push_back(Number(mean.value(key, Json()), format));
      if (std::string_view(key) == "Dice")
      {
        const Json range = interval.value(key, Json());
        cells.push_back(range.is_array() ? fmt::format("{} to {}", Number(range[0], format), Number(range[1], format))
                                         : "-");
      }
    }
    return cells;
  }

  [[nodiscard]] PageSection
  Results() const
  {
    PageTable table;
    table.header = {"structure", "Dice",   "95 % interval", "IoU",
                    "precision", "recall", "HD95 [pixels]", "ASSD [pixels]"};
    const Json none = Json::object();
    for (const auto & [key, mean] : m_Summary.at("mean").items())
    {
      const Json interval = m_Summary.value("interval_95", none).value(key, none);
      table.rows.push_back(MeasureCells(m_Summary.at("names").at(key).get<std::string>(), mean, interval));
    }
    table.rows.push_back(MeasureCells("mean of structures", m_Summary.at("foreground_mean"),
                                      m_Summary.value("foreground_interval_95", none)));
    return {"Results on the test",
            "Means over the cases, measured at the size of each picture. A structure that the prediction misses, or "
            "shows where there is none, counts with the diagonal of the picture as its distance.",
            {table}};
  }

  [[nodiscard]] PageSection
  Curves() const
  {
    PageDrawing curves;
    curves.svg = ReadTextFile(m_Folder / "run" / "progress.svg");
    curves.description = "Losses of training and validation, and Dice of validation, over the epochs";
    return {"Training", "", {curves}};
  }

  [[nodiscard]] PageSection
  Confusion() const
  {
    const std::vector<std::int64_t> values = m_Model.description.AllowedValues();
    ConfusionMatrix matrix;
    for (const CaseFiles & files : m_Test)
    {
      Add(matrix, CountOverlap(ReadLabelMap(*files.labels), ReadLabelMap(PredictionOf(files)), values,
                               m_Model.description.ignoreLabel));
    }
    WriteTextFile(m_Folder / "test" / "confusion.csv", ConfusionCsv(matrix, m_Structures));
    std::vector<std::string> names;
    for (const std::int64_t value : matrix.values)
    {
      names.push_back(NameOfLabel(value));
    }
    PageDrawing drawing;
    drawing.svg = RenderConfusionSvg(names, matrix.counts);
    drawing.description = "Confusion matrix of the pixels of all test cases";
    WriteTextFile(m_Folder / "pictures" / "confusion.svg", drawing.svg);
    return {"Confusion matrix", "Pixels of all test cases together.", {drawing}};
  }

  [[nodiscard]] PageSection
  Examples() const
  {
    std::vector<std::size_t> first(std::min(kFirst, m_Test.size()));
    std::iota(first.begin(), first.end(), 0U);
    return {"First cases of the test", "", {Sheet("examples.png", first)}};
  }

  [[nodiscard]] PageSection
  WorstCases() const
  {
    std::vector<std::size_t> order(m_Test.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [this](std::size_t i) { return MeanDice(i).value_or(2.0); });
    order.resize(std::min(kWorst, order.size()));
    return {"Worst cases of the test", "Those with the lowest mean Dice.", {Sheet("worst.png", order)}};
  }

  /** A row for each of these cases. */
  [[nodiscard]] PagePicture
  Sheet(const char * file, const std::vector<std::size_t> & cases) const
  {
    std::vector<std::vector<Panel>> rows;
    PanelSheetOptions options;
    options.structures = m_Structures;
    options.panelPixels = 192;
    for (const std::size_t i : cases)
    {
      const CaseFiles & files = m_Test[i];
      rows.push_back(PanelsOf(files, PredictionOf(files), m_Demo.panels, m_Structures));
      const std::optional<double> dice = MeanDice(i);
      options.rowTitles.push_back(
          fmt::format("{}: {}, Dice {}", i, files.name, dice ? fmt::format("{:.3f}", *dice) : "-"));
    }
    const std::filesystem::path path = m_Folder / "pictures" / file;
    WritePicture(path, RenderPanelSheet(rows, options));
    PagePicture picture;
    picture.png = ReadTextFile(path);
    picture.description = fmt::format("{} cases with their predictions and references", cases.size());
    return picture;
  }

  /** Mean over the structures that have one. */
  [[nodiscard]] std::optional<double>
  MeanDice(std::size_t i) const
  {
    std::vector<std::optional<double>> dice;
    std::ranges::transform(m_Measures[i].structures, std::back_inserter(dice), &StructureMeasures::dice);
    return MeanOfDefined(dice);
  }

  [[nodiscard]] std::filesystem::path
  PredictionOf(const CaseFiles & files) const
  {
    return m_Folder / "test" / (files.name + m_Model.description.fileEnding);
  }

  [[nodiscard]] std::string
  NameOfLabel(std::int64_t value) const
  {
    for (const LabelEntry & entry : m_Model.description.labels)
    {
      if (entry.values == std::vector{value})
      {
        return entry.name;
      }
    }
    return std::to_string(value);
  }

  std::filesystem::path m_Folder;
  const TrainingDemo & m_Demo;
  const Model & m_Model;
  std::vector<LabelEntry> m_Structures;
  std::span<const CaseFiles> m_Test;
  std::span<const CaseMeasures> m_Measures;
  Json m_Summary;
};

} // namespace

void
WriteDemoPage(const std::filesystem::path & folder, const TrainingDemo & demo, const Model & model,
              std::span<const CaseFiles> test, std::span<const CaseMeasures> measures, const Summary & summary)
{
  DemoPage(folder, demo, model, test, measures, summary).Write();
}

} // namespace vox
