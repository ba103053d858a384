// SPDX-License-Identifier: Apache-2.0
#ifndef voxPictureDataset_h
#define voxPictureDataset_h

#include "voxOptions.h"
#include "voxVolume.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** What a number in a mask means. */
struct MaskValue
{
  std::int64_t value = 0;
  std::int64_t label = 0;
};

template <typename TVisitor>
void
VisitFields(MaskValue & o, TVisitor && visit)
{
  visit("value", o.value, "in the mask");
  visit("label", o.label, "of the data set");
}

/** How pictures and their masks lie in a folder, as published sets of photographs do, and what the masks say. */
struct PictureDatasetOptions
{
  std::string name;
  std::string origin; ///< where the data is to be had, for whoever lacks it
  std::string images = "images";
  std::string masks = "masks";
  /** Files with a case a line, of which the first word is its name; blank lines and those that begin with # are left
   * out. Empty: every picture is a case, and nothing says which ones are for the test. */
  std::string trainingList;
  std::string testList;
  /** Grey values above are label 1, all others 0; masks of three channels become grey as Pillow makes them (ITU-R 601).
   * None: masks hold numbers. */
  std::optional<std::int64_t> threshold;
  std::vector<MaskValue> maskValues;  ///< empty: numbers are labels
  Json labels = Json::object();       ///< as in dataset.json
  Json channelNames = Json::object(); ///< likewise
};

template <typename TVisitor>
void
VisitFields(PictureDatasetOptions & o, TVisitor && visit)
{
  visit("name", o.name, "of the data set");
  visit("origin", o.origin, "where the data is to be had");
  visit("images", o.images, "folder of the pictures");
  visit("masks", o.masks, "folder of the masks, which have the names of the pictures but for the ending");
  visit("training_list", o.trainingList, "file with a training case a line; empty: every picture is a case");
  visit("test_list", o.testList, "the same for the test");
  visit("threshold", o.threshold, "grey values of masks above are label 1; null: masks hold numbers");
  visit("mask_values", o.maskValues, "label of each number in the masks; empty: numbers are labels");
  visit("labels", o.labels, "as in dataset.json");
  visit("channel_names", o.channelNames, "as in dataset.json");
}

struct PicturePair
{
  std::string name;
  std::filesystem::path image;
  std::filesystem::path mask;
};

/** Pairs by name, files not opened. */
struct PicturePairs
{
  std::vector<PicturePair> training; ///< in the order of the list, else by name
  std::vector<PicturePair> test;     ///< likewise; empty without a list
  /** What was taken for granted: names that agree but for upper and lower case. One line each. */
  std::vector<std::string> notes;
};

/** Throws Error(BadInput) where folders or lists are missing (with `origin`), a picture lacks its mask or a mask its
 * picture, a name of a list has no files, two files have one name, or a name stands in both lists: one line with the
 * first names of each kind. Files that begin with a dot or are no images are passed over. */
[[nodiscard]] PicturePairs ListPicturePairs(const std::filesystem::path & root, const PictureDatasetOptions & options);

/** The numbers of a mask, int32 [1, 1, H, W]: grey values from 0 to 255 where options ask for a threshold, else what
 * ReadLabelMap says, which refuses several channels. Throws Error(BadInput) as those readers do. */
[[nodiscard]] Volume ReadMaskNumbers(const std::filesystem::path & path, const PictureDatasetOptions & options);

/** Labels int32 [1, 1, H, W] of these numbers. Throws Error(BadInput) that names the file for numbers that mean
 * nothing, and says how to threshold what JPEG compression has blurred; also for a mask whose only shade beside black
 * a threshold takes for black. */
[[nodiscard]] Volume LabelsOfMask(const Volume & numbers, const PictureDatasetOptions & options,
                                  const std::filesystem::path & path);

} // namespace vox

#endif
