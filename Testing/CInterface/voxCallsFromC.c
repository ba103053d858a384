/* SPDX-License-Identifier: Apache-2.0 */
/* What the C interface answers to good and to bad calls, from C: voxCallsFromC MODEL */
#include <vox.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
  COUNT = 12 * 10 * 8
};

static int failures = 0;

#define CHECK(condition)                                                                                               \
  do                                                                                                                   \
  {                                                                                                                    \
    if (!(condition))                                                                                                  \
    {                                                                                                                  \
      fprintf(stderr, "%s:%d: %s; last error: %s\n", __FILE__, __LINE__, #condition, vox_last_error());                \
      ++failures;                                                                                                      \
    }                                                                                                                  \
  } while (0)

/* The call fails with this status and a text that contains these words. */
#define CHECK_ERROR(call, status, words)                                                                               \
  do                                                                                                                   \
  {                                                                                                                    \
    CHECK((call) == (status));                                                                                         \
    CHECK(strstr(vox_last_error(), words) != NULL);                                                                    \
  } while (0)

static float voxels[COUNT];
static uint16_t labels[COUNT];

static vox_image
Image(void)
{
  vox_image image = {NULL, 1, {12, 10, 8}, {1.0, 1.0, 1.5}, {-20.0, 30.0, 5.0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  int i;
  for (i = 0; i < COUNT; ++i)
  {
    voxels[i] = (float)(i % 17) + 1.0F;
  }
  image.voxels = voxels;
  return image;
}

static void
CheckQuestionsAboutNothing(void)
{
  vox_model_close(NULL);
  vox_segmenter_close(NULL);
  CHECK(vox_model_configuration(NULL) == NULL);
  CHECK(vox_model_intended_use(NULL) == NULL);
  CHECK(vox_model_channel_count(NULL) == 0);
  CHECK(vox_model_channel_name(NULL, 0) == NULL);
  CHECK(vox_model_label_count(NULL) == 0);
  CHECK(vox_model_label_value(NULL, 0) == -1);
  CHECK(vox_model_label_name(NULL, 0) == NULL);
  CHECK(vox_model_probability_count(NULL) == 0);
  CHECK(vox_model_probability_name(NULL, 0) == NULL);
  CHECK(vox_model_fold_count(NULL) == 0);
  CHECK(vox_model_fold_name(NULL, 0) == NULL);
  CHECK(vox_segmenter_device(NULL) == NULL);
}

static void
CheckOpening(const char * path)
{
  vox_model * model = (vox_model *)&failures;
  CHECK_ERROR(vox_model_open(path, NULL), VOX_USAGE, "`model`");
  CHECK_ERROR(vox_model_open(NULL, &model), VOX_USAGE, "`path`");
  CHECK(model == NULL);
  model = (vox_model *)&failures;
  CHECK_ERROR(vox_model_open("nowhere.safetensors", &model), VOX_BAD_MODEL, "nowhere.safetensors");
  CHECK(model == NULL);
  CHECK(vox_model_open("/dev/null", &model) == VOX_BAD_MODEL);
}

static void
CheckModel(const vox_model * model)
{
  CHECK(strcmp(vox_model_configuration(model), "3d_fullres") == 0);
  CHECK(vox_model_intended_use(model) != NULL);
  CHECK(vox_model_channel_count(model) == 1);
  CHECK(strcmp(vox_model_channel_name(model, 0), "MRI") == 0);
  CHECK(vox_model_channel_name(model, 1) == NULL);
  CHECK(vox_model_channel_name(model, -1) == NULL);
  CHECK(vox_model_label_count(model) == 3);
  CHECK(vox_model_label_value(model, 2) == 2);
  CHECK(vox_model_label_value(model, 3) == -1);
  CHECK(strcmp(vox_model_label_name(model, 0), "background") == 0);
  CHECK(strcmp(vox_model_label_name(model, 1), "Anterior") == 0);
  CHECK(vox_model_label_name(model, 3) == NULL);
  CHECK(vox_model_probability_count(model) == 3);
  CHECK(strcmp(vox_model_probability_name(model, 2), "Posterior") == 0);
  CHECK(vox_model_fold_count(model) == 1);
  CHECK(vox_model_fold_name(model, 0) != NULL);
}

static void
CheckOptions(const vox_model * model)
{
  vox_segmenter * segmenter = NULL;
  CHECK_ERROR(vox_segmenter_open(NULL, NULL, &segmenter), VOX_USAGE, "`model`");
  CHECK_ERROR(vox_segmenter_open(model, NULL, NULL), VOX_USAGE, "`segmenter`");
  CHECK_ERROR(vox_segmenter_open(model, "mirror", &segmenter), VOX_USAGE, "JSON");
  CHECK_ERROR(vox_segmenter_open(model, "{\"mirrored\": true}", &segmenter), VOX_USAGE, "known are: folds, step");
  CHECK_ERROR(vox_segmenter_open(model, "{\"attention\": true}", &segmenter), VOX_USAGE, "attention");
  CHECK_ERROR(vox_segmenter_open(model, "{\"step\": 2}", &segmenter), VOX_USAGE, "step");
  CHECK_ERROR(vox_segmenter_open(model, "{\"threads\": -1}", &segmenter), VOX_USAGE, "threads");
  CHECK_ERROR(vox_segmenter_open(model, "{\"folds\": [\"7\"]}", &segmenter), VOX_USAGE, "no such fold");
  CHECK_ERROR(vox_segmenter_open(model, "{\"device\": \"abacus\"}", &segmenter), VOX_USAGE, "abacus");
  CHECK(segmenter == NULL);
}

static void
CheckImages(vox_segmenter * segmenter)
{
  const vox_image good = Image();
  vox_image image = good;
  CHECK(vox_segment(segmenter, &good, labels, COUNT, NULL, 0, NULL, NULL) == VOX_OK);
  CHECK(voxels[0] == 1.0F && voxels[COUNT - 1] == (float)((COUNT - 1) % 17) + 1.0F); /* only read */
  memset(labels, 7, sizeof labels);
  CHECK_ERROR(vox_segment(NULL, &good, labels, COUNT, NULL, 0, NULL, NULL), VOX_USAGE, "`segmenter`");
  CHECK_ERROR(vox_segment(segmenter, NULL, labels, COUNT, NULL, 0, NULL, NULL), VOX_USAGE, "`image`");
  CHECK_ERROR(vox_segment(segmenter, &good, NULL, COUNT, NULL, 0, NULL, NULL), VOX_USAGE, "`labels`");
  CHECK_ERROR(vox_segment(segmenter, &good, labels, COUNT - 1, NULL, 0, NULL, NULL), VOX_USAGE, "expected 960 values");
  CHECK_ERROR(vox_segment(segmenter, &good, labels, COUNT, voxels, COUNT, NULL, NULL), VOX_USAGE, "probabilities");
  image.voxels = NULL;
  CHECK_ERROR(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, NULL, NULL), VOX_USAGE, "voxels");
  image = good;
  image.channels = 2;
  CHECK_ERROR(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, NULL, NULL), VOX_BAD_INPUT,
              "has 2 channels, the model expects 1, in this order: MRI");
  image = good;
  image.size[1] = 0;
  CHECK_ERROR(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, NULL, NULL), VOX_BAD_INPUT, "size: found 12 x 0");
  image.size[1] = INT64_MAX;
  CHECK_ERROR(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, NULL, NULL), VOX_BAD_INPUT, "memory");
  image = good;
  image.spacing[2] = 0.0;
  CHECK_ERROR(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, NULL, NULL), VOX_BAD_INPUT, "spacing: found");
  image.spacing[2] = NAN;
  CHECK_ERROR(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, NULL, NULL), VOX_BAD_INPUT, "spacing: found");
  image = good;
  image.origin[0] = INFINITY;
  CHECK_ERROR(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, NULL, NULL), VOX_BAD_INPUT, "origin: found");
  image = good;
  image.direction[1] = 0.1;
  CHECK_ERROR(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, NULL, NULL), VOX_BAD_INPUT, "right angles");
  image.direction[1] = NAN;
  CHECK_ERROR(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, NULL, NULL), VOX_BAD_INPUT, "right angles");
  voxels[3 + 12 * (2 + 10 * 5)] = NAN;
  CHECK_ERROR(vox_segment(segmenter, &good, labels, COUNT, NULL, 0, NULL, NULL), VOX_BAD_INPUT,
              "1 of 960 values are NaN or infinite, the first at (x, y, z) = (3, 2, 5) of channel 0");
  CHECK(labels[0] == 0x0707 && labels[COUNT - 1] == 0x0707);
}

/* Sums of probabilities are 1, and labels are where they are largest. */
static void
CheckProbabilities(vox_segmenter * segmenter)
{
  static float maps[3 * COUNT];
  const vox_image image = Image();
  int i;
  CHECK_ERROR(vox_segment(segmenter, &image, labels, COUNT, maps, COUNT, NULL, NULL), VOX_USAGE,
              "expected 2880 values");
  CHECK(vox_segment(segmenter, &image, labels, COUNT, maps, 3 * COUNT, NULL, NULL) == VOX_OK);
  for (i = 0; i < COUNT; ++i)
  {
    const float sum = maps[i] + maps[i + COUNT] + maps[i + 2 * COUNT];
    const float best = fmaxf(maps[i], fmaxf(maps[i + COUNT], maps[i + 2 * COUNT]));
    if (fabsf(sum - 1.0F) > 1e-5F || maps[i + labels[i] * COUNT] != best)
    {
      CHECK(!"probabilities of every voxel are those of its label");
      break;
    }
  }
}

static int32_t
CancelAfter(int32_t event, double fraction, const char * text, void * user)
{
  int * calls = (int *)user;
  CHECK(text != NULL && fraction >= 0.0 && fraction <= 1.0);
  return event == VOX_PROGRESS && --*calls < 0;
}

static void
CheckCancelling(vox_segmenter * segmenter)
{
  const vox_image image = Image();
  int calls;
  for (calls = 0; calls < 4; ++calls)
  {
    int left = calls;
    labels[0] = 99;
    CHECK_ERROR(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, &CancelAfter, &left), VOX_CANCELLED,
                "cancelled");
    CHECK(labels[0] == 99);
  }
  calls = 1000000;
  CHECK(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, &CancelAfter, &calls) == VOX_OK);
  CHECK(labels[0] != 99);
}

typedef struct nested
{
  vox_segmenter * segmenter;
  int refused;
} nested;

static int32_t
SegmentAgain(int32_t event, double fraction, const char * text, void * user)
{
  static uint16_t others[COUNT];
  nested * again = (nested *)user;
  const vox_image image = Image();
  CHECK(text != NULL);
  if (event == VOX_PROGRESS && fraction > 0.2)
  {
    CHECK_ERROR(vox_segment(again->segmenter, &image, others, COUNT, NULL, 0, NULL, NULL), VOX_USAGE,
                "within a report of another one");
    ++again->refused;
  }
  return 0;
}

static void
CheckNesting(vox_segmenter * segmenter)
{
  const vox_image image = Image();
  nested again;
  again.segmenter = segmenter;
  again.refused = 0;
  CHECK(vox_segment(segmenter, &image, labels, COUNT, NULL, 0, &SegmentAgain, &again) == VOX_OK);
  CHECK(again.refused > 0);
}

int
main(int argc, char ** argv)
{
  vox_model * model = NULL;
  vox_segmenter * segmenter = NULL;
  CHECK(argc == 2);
  CHECK(strcmp(vox_last_error(), "") == 0);
  CHECK(strcmp(vox_version(), VOX_VERSION) == 0);
  CheckQuestionsAboutNothing();
  CheckOpening(argv[1]);
  CHECK(vox_model_open(argv[1], &model) == VOX_OK);
  CheckModel(model);
  CheckOptions(model);
  CHECK(vox_segmenter_open(model, "{\"threads\": 1, \"mirror\": false}", &segmenter) == VOX_OK);
  CHECK(strncmp(vox_segmenter_device(segmenter), "cpu", 3) == 0);
  CheckImages(segmenter);
  CheckCancelling(segmenter);
  CheckNesting(segmenter);
  vox_segmenter_close(segmenter);
  CHECK(vox_segmenter_open(model, "{\"threads\": 1, \"probabilities\": true}", &segmenter) == VOX_OK);
  vox_model_close(model); /* before what was made of it */
  CheckProbabilities(segmenter);
  vox_segmenter_close(segmenter);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
