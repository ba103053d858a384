// SPDX-License-Identifier: Apache-2.0
#include "voxPictureImport.h"

#include "voxDatasetDescription.h"
#include "voxParallelFor.h"
#include "voxProblemReport.h"
#include "voxReadVolume.h"
#include "voxRunManifest.h"
#include "voxSplits.h"
#include "voxStagedFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

namespace vox
{
namespace
{

constexpr const char * kImportOptions = "import_options.json";

/** Streams of random numbers. */
constexpr std::uint64_t kDivision = 1;
constexpr std::uint64_t kCopies = 2;

struct ImportedCase
{
  std::string name;
  std::filesystem::path image; ///< as dataset.json names it
  std::filesystem::path labels;
};

/** Names of cases by what they are for. */
struct Division
{
  std::vector<std::string> training;
  std::vector<std::string> validation;
  std::vector<std::string> test;
};

/** Reads, checks and writes the cases of a folder that is being made. */
class Importer
{
public:
  Importer(const PictureImportOptions & options, const std::filesystem::path & folder,
           const DatasetDescription & description, const RunContext & context)
      : m_Options(options), m_Folder(folder), m_Description(description), m_Context(context)
  {
    std::filesystem::create_directory(folder / "labelsTr");
  }

  /** The cases made of each pair, in its place; none where files cannot be read. */
  std::vector<std::vector<ImportedCase>>
  Import(const std::vector<PicturePair> & pairs)
  {
    const auto count = static_cast<std::int64_t>(pairs.size());
    std::vector<std::vector<ImportedCase>> cases(pairs.size());
    std::vector<ProblemReport> problems(pairs.size());
    std::int64_t done = 0;
    ParallelFor(0, count, 1, m_Context.ThreadCount(), [&](std::int64_t first, std::int64_t last) {
      for (std::int64_t i = first; i < last; ++i)
      {
        const auto at = static_cast<std::size_t>(i);
        problems[at].Try([&] { cases[at] = ImportPair(pairs[at], static_cast<std::uint64_t>(i)); });
        const std::lock_guard lock(m_Mutex);
        m_Context.ThrowIfCancelled();
        m_Context.Report(static_cast<double>(++done) / static_cast<double>(count), "read " + pairs[at].name);
      }
    });
    TellUnreadable();
    ProblemReport all;
    for (const ProblemReport & ofPair : problems)
    {
      for (const std::string & line : ofPair.Lines())
      {
        all.Add(line);
      }
    }
    all.ThrowIfAny(m_Options.pictures.name);
    return cases;
  }

private:
  /** Reads a file; one that cannot be read is remembered and gives nothing. */
  template <typename TRead>
  std::optional<Volume>
  TryRead(std::size_t pair, TRead && read)
  {
    try
    {
      return read();
    }
    catch (const Error & error)
    {
      if (error.Kind() != ErrorKind::BadInput)
      {
        throw;
      }
      const std::lock_guard lock(m_Mutex);
      m_Unreadable.emplace(pair, error.what());
      return std::nullopt;
    }
  }

  std::vector<ImportedCase>
  ImportPair(const PicturePair & pair, std::uint64_t index)
  {
    const auto image = TryRead(index, [&] { return ReadImage(pair.image); });
    const auto numbers = image ? TryRead(index, [&] { return ReadMaskNumbers(pair.mask, m_Options.pictures); })
                               : std::optional<Volume>();
    if (!numbers)
    {
      return {};
    }
    RequireOneSize(pair, *image, *numbers);
    std::vector<ImportedCase> cases{{pair.name, ImageFileOf(pair, *image), WriteLabels(pair.name, *numbers, pair)}};
    for (const PictureCopy kind : m_Options.copies)
    {
      const std::string name = fmt::format("{}_{}", pair.name, NameOf(kind));
      const Random random(static_cast<std::uint64_t>(m_Options.seed),
                          {kCopies, index, static_cast<std::uint64_t>(kind)});
      cases.push_back({name, WriteImageOf(name, CopyOf(*image, kind, random)),
                       WriteLabels(name, CopyOf(*numbers, kind, random), pair)});
    }
    return cases;
  }

  static void
  RequireOneSize(const PicturePair & pair, const Volume & image, const Volume & numbers)
  {
    const Zyx<std::int64_t> & a = image.geometry.size;
    const Zyx<std::int64_t> & b = numbers.geometry.size;
    if (a != b)
    {
      Fail(ErrorKind::BadInput,
           "{}: found a mask of {}x{} pixels, expected {}x{} as {} has; they belong to other pictures",
           pair.mask.string(), b.x, b.y, a.x, a.y, pair.image.string());
    }
  }

  /** The file of the picture, or one made of it where it has a channel and the data set three. */
  std::filesystem::path
  ImageFileOf(const PicturePair & pair, const Volume & image)
  {
    const auto expected = static_cast<std::int64_t>(m_Description.channelNames.size());
    const std::int64_t found = image.voxels.size(0);
    if (found == expected)
    {
      return std::filesystem::absolute(pair.image).lexically_normal();
    }
    if (found != 1 || expected != 3)
    {
      Fail(ErrorKind::BadInput, "{}: found {} channels, expected {}; convert it", pair.image.string(), found, expected);
    }
    const std::lock_guard lock(m_Mutex);
    m_Grey.push_back(pair.name);
    return WriteImageOf(pair.name, image);
  }

  [[nodiscard]] std::filesystem::path
  WriteImageOf(const std::string & name, const Volume & image) const
  {
    std::filesystem::create_directory(m_Folder / "imagesTr");
    std::filesystem::path file = std::filesystem::path("imagesTr") / (name + ".png");
    WritePicture(m_Folder / file, image.voxels.expand({3, -1, -1, -1}).to(at::kByte).contiguous());
    return file;
  }

  [[nodiscard]] std::filesystem::path
  WriteLabels(const std::string & name, const Volume & numbers, const PicturePair & pair) const
  {
    std::filesystem::path file = std::filesystem::path("labelsTr") / (name + ".png");
    WriteLabelMap(m_Folder / file, LabelsOfMask(numbers, m_Options.pictures, pair.mask));
    return file;
  }

  void
  TellUnreadable()
  {
    for (const auto & [pair, what] : m_Unreadable)
    {
      m_Context.Log(LogLevel::Warning, what + "; the case is left out");
    }
    if (!m_Grey.empty())
    {
      std::ranges::sort(m_Grey);
      m_Context.Log(LogLevel::Info, fmt::format("red, green and blue of {} grey pictures are their grey: {}",
                                                m_Grey.size(), fmt::join(m_Grey, ", ")));
    }
  }

  const PictureImportOptions & m_Options;
  std::filesystem::path m_Folder;
  const DatasetDescription & m_Description;
  const RunContext & m_Context;
  std::mutex m_Mutex;
  std::map<std::size_t, std::string> m_Unreadable; ///< by place of the pair
  std::vector<std::string> m_Grey;
};

std::vector<std::string>
NamesOf(const std::vector<ImportedCase> & cases)
{
  std::vector<std::string> names;
  std::ranges::transform(cases, std::back_inserter(names), &ImportedCase::name);
  return names;
}

void
Shuffle(std::vector<std::string> & names, std::int64_t seed)
{
  Random random(static_cast<std::uint64_t>(seed), {kDivision});
  for (std::size_t i = names.size(); i > 1; --i)
  {
    std::swap(names[i - 1], names[static_cast<std::size_t>(random.Integer(0, static_cast<std::int64_t>(i) - 1))]);
  }
}

/** Takes this many names away, the last ones. */
std::vector<std::string>
TakeLast(std::vector<std::string> & names, std::int64_t count)
{
  const auto from = names.end() - std::min<std::int64_t>(count, static_cast<std::int64_t>(names.size()));
  std::vector<std::string> taken(from, names.end());
  names.erase(from, names.end());
  return taken;
}

/** int(share * count), where 0.7 may be the sum of others and a hair too small. */
std::int64_t
Share(double share, std::size_t count)
{
  return static_cast<std::int64_t>(share * static_cast<double>(count) + 1e-9);
}

Division
Divide(const std::vector<ImportedCase> & training, const std::vector<ImportedCase> & test,
       const PictureImportOptions & options)
{
  Division division{NamesOf(training), {}, NamesOf(test)};
  const std::size_t count = training.size();
  Shuffle(division.training, options.seed);
  if (test.empty())
  {
    const std::int64_t validating = Share(options.validationShare, count);
    const std::int64_t learning = Share(1.0 - options.testShare - options.validationShare, count);
    division.test = TakeLast(division.training, static_cast<std::int64_t>(count) - learning - validating);
  }
  division.validation =
      options.validateOnTest
          ? division.test
          : TakeLast(division.training, std::max<std::int64_t>(1, Share(options.validationShare, count)));
  if (division.training.empty() || division.validation.empty() || division.test.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found {} usable pictures, expected enough to train, validate and test with",
         options.pictures.name, count + test.size());
  }
  return division;
}

Json
DatasetJson(const PictureImportOptions & options, const std::vector<ImportedCase> & cases)
{
  Json json{{"name", options.pictures.name},
            {"channel_names", options.pictures.channelNames},
            {"labels", options.pictures.labels},
            {"numTraining", cases.size()},
            {"file_ending", ".png"}};
  Json & map = json["dataset"] = Json::object();
  for (const ImportedCase & imported : cases)
  {
    map[imported.name] = {{"images", {imported.image.string()}}, {"label", imported.labels.string()}};
  }
  return json;
}

std::vector<ImportedCase>
Flat(std::vector<std::vector<ImportedCase>> nested)
{
  std::vector<ImportedCase> flat;
  for (std::vector<ImportedCase> & cases : nested)
  {
    std::ranges::move(cases, std::back_inserter(flat));
  }
  return flat;
}

/** True if the folder holds this data set already. */
bool
IsThere(const std::filesystem::path & folder, const Json & wanted)
{
  const std::filesystem::path manifest = folder / kImportOptions;
  if (!std::filesystem::exists(manifest))
  {
    return false;
  }
  if (ReadJson(manifest).value("options", Json()) != wanted)
  {
    Fail(ErrorKind::Usage, "{}: found a data set that was made with other options; choose another output folder",
         folder.string());
  }
  return true;
}

} // namespace

void
Validate(const PictureImportOptions & options)
{
  const double shares = options.testShare + options.validationShare;
  if (options.testShare < 0.0 || options.validationShare < 0.0 || shares >= 1.0)
  {
    Fail(ErrorKind::Usage,
         "import: found test_share {} and validation_share {}, expected 0 or more and less than 1 "
         "together",
         options.testShare, options.validationShare);
  }
}

void
ImportPictures(const std::filesystem::path & root, const std::filesystem::path & folder,
               const PictureImportOptions & options, const RunContext & context)
{
  Validate(options);
  const std::filesystem::path source = std::filesystem::absolute(root).lexically_normal();
  const Json wanted{{"root", source.string()}, {"import", ToJson(options)}};
  if (IsThere(folder, wanted))
  {
    return;
  }
  const PicturePairs pairs = ListPicturePairs(source, options.pictures);
  for (const std::string & note : pairs.notes)
  {
    context.Log(LogLevel::Warning, note);
  }
  const DatasetDescription description = ParseDatasetDescription(DatasetJson(options, {}), options.pictures.name);
  StagedFolder staged(folder);
  Importer importer(options, staged.Path(), description, context);
  std::vector<PicturePair> both = pairs.training;
  both.insert(both.end(), pairs.test.begin(), pairs.test.end());
  std::vector<std::vector<ImportedCase>> cases = importer.Import(both);
  const auto middle = cases.begin() + static_cast<std::ptrdiff_t>(pairs.training.size());
  std::vector<ImportedCase> training = Flat({cases.begin(), middle});
  std::vector<ImportedCase> test = Flat({middle, cases.end()});
  const Division division = Divide(training, test, options);

  std::vector<ImportedCase> all = std::move(training);
  std::ranges::move(test, std::back_inserter(all));
  WriteJson(staged.Path() / "dataset.json", DatasetJson(options, all));
  const Split split{division.training, division.validation};
  WriteJson(staged.Path() / "splits_final.json", ToJson({&split, 1}));
  WriteJson(staged.Path() / kTestCasesFile, division.test);
  WriteJson(staged.Path() / kImportOptions, RunManifest("import", wanted));
  staged.Commit();
  context.Log(LogLevel::Info, fmt::format("{}: {} cases to train, {} to validate, {} to test", options.pictures.name,
                                          division.training.size(), division.validation.size(), division.test.size()));
}

} // namespace vox
