// SPDX-License-Identifier: Apache-2.0
#ifndef voxTorchPart_h
#define voxTorchPart_h

#include "voxInspection.h"
#include "voxMachine.h"
#include "voxSession.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace vox
{

struct CasePictures;
struct CasePicturesRequest;
struct ConvertModelCommand;
struct DemoCommand;
struct EnsembleCommand;
struct FindBestRequest;
struct PlanCommand;
struct PredictRequest;
struct PreprocessCommand;
struct RenderCommand;
struct TrainCommand;

/** What of the program computes with LibTorch. It lies in a library of its own beside the program, which is loaded when
 * one of these functions is needed: loading LibTorch takes 0.4 s, and help, inspection of images and evaluation need
 * none of it. All functions report failures by exception, as if they were part of the program. */
struct TorchPart
{
  std::string_view version; ///< of the program that it belongs to
  void (*setThreads)(int threads);

  void (*predict)(const PredictRequest & request, Session & session);
  void (*ensemble)(const EnsembleCommand & command, Session & session);
  void (*plan)(const PlanCommand & command, Session & session);
  void (*preprocess)(const PreprocessCommand & command, Session & session);
  void (*train)(const TrainCommand & command, Session & session);
  void (*findBest)(const FindBestRequest & request, Session & session);
  void (*demo)(const DemoCommand & command, Session & session);
  Facts (*torchFacts)();
  std::string (*checkConvolution)();
  void (*render)(const RenderCommand & command, Session & session);
  CasePictures (*drawCase)(const CasePicturesRequest & request, const RunContext & context);
  void (*convertModel)(const ConvertModelCommand & command);
  Inspection (*inspectSafetensors)(const std::filesystem::path & file);
  Inspection (*inspectPlan)(const std::filesystem::path & file);
  Inspection (*inspectModel)(const std::filesystem::path & path);
  Inspection (*inspectRegistry)(const std::string & word);
  std::string (*trainConfigReference)();
};

/** Name of the function without arguments that gives the table. */
inline constexpr const char * kTorchPartSymbol = "voxtomeTorchPart";

} // namespace vox

#endif
