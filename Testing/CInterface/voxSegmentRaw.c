/* SPDX-License-Identifier: Apache-2.0 */
/* A caller in C: segments raw floats, and writes labels as raw numbers of 16 bits.
 *
 *   voxSegmentRaw MODEL OPTIONS VOXELS LABELS SIZE*3 SPACING*3 ORIGIN*3 DIRECTION*9 */
#include <vox.h>

#include <stdio.h>
#include <stdlib.h>

static void *
ReadAll(const char * path, size_t bytes)
{
  FILE * file = fopen(path, "rb");
  void * values = malloc(bytes);
  if (file == NULL || values == NULL || fread(values, 1, bytes, file) != bytes)
  {
    fprintf(stderr, "%s: cannot be read\n", path);
    exit(EXIT_FAILURE);
  }
  fclose(file);
  return values;
}

static void
WriteAll(const char * path, const void * values, size_t bytes)
{
  FILE * file = fopen(path, "wb");
  if (file == NULL || fwrite(values, 1, bytes, file) != bytes || fclose(file) != 0)
  {
    fprintf(stderr, "%s: cannot be written\n", path);
    exit(EXIT_FAILURE);
  }
}

static void
Require(int32_t status)
{
  if (status != VOX_OK)
  {
    fprintf(stderr, "%s\n", vox_last_error());
    exit(status);
  }
}

static int32_t
Listen(int32_t event, double fraction, const char * text, void * user)
{
  double * last = (double *)user;
  if (event == VOX_WARNING)
  {
    fprintf(stderr, "%s\n", text);
  }
  if (event == VOX_PROGRESS)
  {
    *last = fraction;
  }
  return 0;
}

int
main(int argc, char ** argv)
{
  vox_model * model = NULL;
  vox_segmenter * segmenter = NULL;
  vox_image image;
  float * voxels;
  uint16_t * labels;
  double fraction = 0.0;
  size_t count = 1;
  int32_t i;
  if (argc != 23)
  {
    return VOX_USAGE;
  }
  for (i = 0; i < 3; ++i)
  {
    image.size[i] = strtol(argv[5 + i], NULL, 10);
    image.spacing[i] = strtod(argv[8 + i], NULL);
    image.origin[i] = strtod(argv[11 + i], NULL);
    count *= (size_t)image.size[i];
  }
  for (i = 0; i < 9; ++i)
  {
    image.direction[i] = strtod(argv[14 + i], NULL);
  }
  Require(vox_model_open(argv[1], &model));
  Require(vox_segmenter_open(model, argv[2], &segmenter));
  image.channels = vox_model_channel_count(model);
  voxels = (float *)ReadAll(argv[3], (size_t)image.channels * count * sizeof(float));
  labels = (uint16_t *)malloc(count * sizeof(uint16_t));
  image.voxels = voxels;
  Require(vox_segment(segmenter, &image, labels, count, NULL, 0, &Listen, &fraction));
  WriteAll(argv[4], labels, count * sizeof(uint16_t));
  for (i = 0; i < vox_model_label_count(model); ++i)
  {
    printf("%d %s\n", (int)vox_model_label_value(model, i), vox_model_label_name(model, i));
  }
  vox_segmenter_close(segmenter);
  vox_model_close(model);
  free(voxels);
  free(labels);
  return fraction == 1.0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
