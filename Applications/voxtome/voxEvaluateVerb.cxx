// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluateVerb.h"

#include "voxCommandLine.h"
#include "voxEvaluateRequest.h"

#include <charconv>

namespace vox
{
namespace
{

/** "inf", "nan", "diagonal", or a distance in mm. */
void
SetEmptyPolicy(EvaluationOptions & options, const std::string & text)
{
  double distance = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), distance);
  const bool isName = !text.empty() && (text.front() < '0' || text.front() > '9');
  if (!isName && error == std::errc() && end == text.data() + text.size())
  {
    options.emptyPolicy = EmptyPolicy::Millimeters;
    options.emptyDistanceMm = distance;
    return;
  }
  if (text == NameOf(EmptyPolicy::Millimeters))
  {
    Fail(ErrorKind::Usage, "--empty: found '{}', expected the distance itself, such as 100", text);
  }
  options.emptyPolicy = ParseEnum<EmptyPolicy>(text, "--empty");
}

class EvaluateVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "evaluate", "Measure label maps against references: Dice, distances in mm, volumes, lesions",
        "Compares two label maps, or two folders whose files have the same names, on the grid of the reference, and\n"
        "prints Dice, IoU, precision, recall, Hausdorff distance, its 95 % percentile, average symmetric surface\n"
        "distance (mm), normalized surface distance and volumes, over several cases with intervals of the means. -o\n"
        "writes summary.json with nnU-Net's keys and more; `voxtome inspect metrics` lists all measures.\n"
        "--compare tests another prediction of the same cases against the first, --lesions measures connected\n"
        "components one by one, --probabilities measures calibration.\n"
        "Without --dataset the structures are the values that occur, named `label 1` and so on; --labels picks some.\n"
        "Files that name their structures, .seg.nrrd, are matched by these names, whatever the values.\n"
        "--empty says what a distance counts as when a structure is missing in one of the two maps.",
        "Both maps must lie on the same grid. An .npz names none: it must have the reference's size.",
        "  voxtome evaluate -r label.nii.gz -p prediction.nii.gz -o summary.json"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("-r,--reference", m_Request.reference, "label map or folder of label maps")->required();
    app.add_option("-p,--prediction", m_Request.prediction, "the same for the predictions")->required();
    auto * compare =
        app.add_option("--compare", m_Request.compare, "another prediction of the same cases, tested pair by pair");
    app.add_option("-o,--output", m_Request.output, "summary.json to write");
    app.add_option("--csv", m_Request.csv, "table to write, one row per case and structure");
    app.add_option("--confusion", m_Request.confusion, "confusion matrix to write as CSV, voxels of all cases");
    auto * dataset = app.add_option("--dataset", m_Request.dataset, "dataset.json that names the labels");
    auto * labels = app.add_option("--labels", m_Request.labels,
                                   "values or unions to measure, such as 1 2 1+2; others count as background")
                        ->type_name("VALUE");
    labels->excludes(dataset);
    AddChoice(app, "--match", m_Request.match,
              "what makes structures the same: their values, or the names that files hold; auto: names where all files "
              "are .seg.nrrd");
    auto * onlyPredicted = app.add_flag_callback(
        "--only-predicted", [this] { m_Request.withoutPrediction = WithoutPrediction::LeaveOut; },
        "leave references without prediction out");
    app.add_flag_callback(
           "--allow-missing", [this] { m_Request.withoutPrediction = WithoutPrediction::CountAsEmpty; },
           "count references without prediction as empty predictions")
        ->excludes(onlyPredicted);
    DescribeDistances(app);
    app.add_flag("--cldice", m_Request.options.clDice,
                 "measure centerline Dice of vessels and the like; thins every structure, slow for thick ones");
    DescribeLesions(app);
    auto * probabilities =
        app.add_option("--probabilities", m_Request.probabilities,
                       "probabilities of the prediction, images or nnU-Net's .npz: calibration error and Brier "
                       "score");
    probabilities->excludes(labels);
    app.add_option("--compare-probabilities", m_Request.compareProbabilities,
                   "those of the prediction to compare with: its calibration is tested too")
        ->needs(compare)
        ->needs(probabilities);
    app.add_option("--bins", m_Calibration.bins, "of the calibration error, of equal width")
        ->capture_default_str()
        ->needs(probabilities);
  }

  void
  Run(Session & session) override
  {
    if (m_MeasureLesions)
    {
      m_Request.options.lesions = m_Lesions;
    }
    if (!m_Request.probabilities.empty())
    {
      m_Request.options.calibration = m_Calibration;
    }
    Evaluate(m_Request, session);
  }

private:
  void
  DescribeDistances(CLI::App & app)
  {
    EvaluationOptions & options = m_Request.options;
    AddChoice(app, "--hd-definition", options.hausdorffDefinition, "what distances are measured from and to");
    app.add_option("--percentile", options.percentile, "of the robust Hausdorff distance")->capture_default_str();
    app.add_option("--nsd-tolerance", options.nsdToleranceMm, "tolerance of the normalized surface distance in mm")
        ->capture_default_str();
    app.add_option("--boundary-width", options.boundaryWidthMm, "width of the band of boundary IoU in mm")
        ->capture_default_str();
    app.add_option_function<std::string>(
           "--empty", [&options](const std::string & text) { SetEmptyPolicy(options, text); },
           "distance of a missing structure")
        ->type_name("inf|nan|diagonal|MM")
        ->default_str("inf");
    app.add_flag("--distances,!--no-distances", options.distances,
                 "measure surface distances; on by default, without them much faster");
  }

  void
  DescribeLesions(CLI::App & app)
  {
    auto * lesions = app.add_flag("--lesions", m_MeasureLesions, "measure connected components one by one");
    AddChoice(app, "--lesion-connectivity", m_Lesions.connectivity, "neighbors of a voxel of a lesion")->needs(lesions);
    app.add_option("--lesion-iou", m_Lesions.iouThreshold, "lesions match above this IoU; 0 is any overlap")
        ->capture_default_str()
        ->needs(lesions);
    app.add_option("--lesion-minimum", m_Lesions.minimumMm3, "smaller components are no lesions, in mm3")
        ->capture_default_str()
        ->needs(lesions);
  }

  EvaluateRequest m_Request;
  bool m_MeasureLesions = false;
  LesionOptions m_Lesions;
  CalibrationOptions m_Calibration;
};

} // namespace

std::unique_ptr<Verb>
MakeEvaluateVerb()
{
  return std::make_unique<EvaluateVerb>();
}

} // namespace vox
