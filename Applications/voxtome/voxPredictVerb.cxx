// SPDX-License-Identifier: Apache-2.0
#include "voxPredictVerb.h"

#include "voxCommandLine.h"
#include "voxLoadTorchPart.h"
#include "voxPredictStep.h"

namespace vox
{
namespace
{

class PredictVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "predict", "Segment images with a model",
        "Reads images in any supported format, runs the model in sliding windows and writes one label map a case on\n"
        "exactly the grid of its image. MODEL is a model file, or the folder that a training with nnU-Net v2 left:\n"
        "dataset.json, plans.json, fold_0/checkpoint_final.pth. IN is the file or files (one a channel) of one case,\n"
        "or a folder of cases, where channels are told apart by _0000, _0001; or DICOM: a folder, a file or a zip\n"
        "archive with one series (or --series), a folder of such folders. OUT is a file for one case, or a folder;\n"
        "NAME.dcm is a DICOM segmentation in the space of the source frames, NAME.rtstruct.dcm a structure set. The "
        "resolved options and the version go to predict_options.json in OUT, or beside the file under\n"
        "its name. With --save-probabilities, class probabilities go to .nii.gz files in a folder `probabilities`\n"
        "beside the label maps. A case of a folder that cannot be read is reported and does not stop the others.\n"
        "With --attention, FOLDER gets the maps of the network's gates as images on the grid of the case,\n"
        "CASE_attention_GATE.nii.gz from 0 (closed) to 1 (open), and as pictures over the image, .png.\n"
        "--region gives the network a part of the image alone, as if it were all: labels keep the grid of the image\n"
        "and are 0 outside. --statistics writes one table of the structures of all cases.\n"
        "The second stage of a cascade runs its first stage by itself, from the same model file or from the results\n"
        "folder beside its own (Trainer__Plans__3d_lowres), unless --previous-stage gives the labels of that stage.\n"
        "--export exact adds windows and folds up in half precision in nnU-Net's order, to compare with its results.\n"
        "The memory that each case will take is forecast and shown first; a case that does not fit is refused. With\n"
        "--max-ram, cases are done one after the other, and logits are summed in half precision where that is needed.",
        "With --region, intensities are normalized by the region's. --export exact, --save-probabilities and plans "
        "that resample probabilities with\n"
        "cubic splines hold all logits at the network's spacing.",
        "  voxtome predict -m model.safetensors -i image.nii.gz -o label.nii.gz\n"
        "  voxtome predict -m model.safetensors -i DICOM -o seg.dcm\n"
        "  voxtome predict -m model.safetensors -i image.nii.gz -o label.nii.gz --region -10,20,30,25,25,25"};
  }

  void
  Describe(CLI::App & app) override
  {
    PredictOptions & options = m_Request.options;
    app.add_option("-m,--model", m_Request.model, "model file or nnU-Net results folder")->required();
    app.add_option("-i,--input", m_Request.inputs, "file(s) of one case, or a folder of cases")->required();
    app.add_option("-o,--output", m_Request.output, "label map to write, or a folder for several")->required();
    app.add_option("--series", m_Request.series,
                   "UID of the DICOM series to read, where there are several; one for each input")
        ->type_name("UID");
    app.add_option("--volume", m_Request.volume, "volume of 4D images to read, from 0")->check(CLI::NonNegativeNumber);
    app.add_option("-f,--folds", options.folds, "folds of the model to average; `all`: every one (the default)")
        ->type_name("FOLD");
    app.add_option("--step", options.step, "window step as a part of the patch")
        ->check(CLI::Range(0.05, 1.0))
        ->capture_default_str();
    app.add_flag("--mirror,!--no-mirror", options.mirror,
                 "average over mirrored inputs, where the model allows it; on by default");
    app.add_option("--device", options.device, "auto or cpu: the processor; cuda:N: a CUDA device")
        ->type_name("auto|cpu|cuda:N")
        ->capture_default_str();
    AddChoice(app, "--precision", options.precision, "arithmetic of the network");
    AddChoice(app, "--export", options.exportMode,
              "sums of logits: in single precision, or exactly as nnU-Net's in half precision");
    app.add_option("--previous-stage", m_Request.previousStage,
                   "cascade: label map of the stage before, or a folder with one for each case");
    app.add_flag("--save-probabilities", options.probabilities, "also write class probabilities");
    app.add_option("--probabilities-format", m_Request.probabilitiesFormat,
                   "ending of the files of probabilities: .nii.gz, .nii, .nrrd or .mha")
        ->capture_default_str();
    app.add_option("--statistics", m_Request.statistics,
                   "table (CSV) to write: voxels, ml, and mean, sd, min and max of the image in each structure");
    app.add_option("--region", m_Request.region,
                   "part of the image to segment: center and half sizes X,Y,Z,DX,DY,DZ in mm (LPS), and of a rotated "
                   "box nine numbers more, the axes row by row")
        ->delimiter(',')
        ->type_name("X,Y,Z,DX,DY,DZ");
    app.add_option("--attention", m_Request.attention,
                   "folder for the maps of the network's gates; takes a further pass over the windows");
    app.add_flag("--skip-air", options.skipAir,
                 "compute windows of one value, such as clipped air, only once; the labels stay the same");
    app.add_flag("--profile", options.profile, "show at the end what each layer of the network took");
    app.add_option("--max-ram", options.maxRam, "most memory to use, such as 4G or 800M; by default what there is")
        ->type_name("SIZE");
    app.add_option("--format", m_Request.format,
                   "ending of the files in a folder, such as .nii.gz or .nrrd; the model's own by default")
        ->type_name("ENDING");
  }

  void
  Run(Session & session) override
  {
    LoadTorchPart(session).predict(m_Request, session);
  }

private:
  PredictRequest m_Request;
};

} // namespace

std::unique_ptr<Verb>
MakePredictVerb()
{
  return std::make_unique<PredictVerb>();
}

} // namespace vox
