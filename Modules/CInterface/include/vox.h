/* SPDX-License-Identifier: Apache-2.0 */
#ifndef vox_h
#define vox_h

/* Voxtome for programs in C and in languages that call C: open a trained model, make it ready, segment voxels in
 * memory.
 *
 *   vox_model * model = NULL;
 *   vox_segmenter * segmenter = NULL;
 *   if (vox_model_open("model.safetensors", &model) != VOX_OK ||
 *       vox_segmenter_open(model, "{\"mirror\": false}", &segmenter) != VOX_OK ||
 *       vox_segment(segmenter, &image, labels, voxel_count, NULL, 0, NULL, NULL) != VOX_OK)
 *     fprintf(stderr, "%s\n", vox_last_error());
 *   vox_segmenter_close(segmenter);
 *   vox_model_close(model);
 *
 * Labels are those of `voxtome predict` on the same voxels with the same options, voxel for voxel.
 *
 * Errors: functions that can fail return VOX_OK or another vox_status and never throw, print or end the process.
 * vox_last_error says in one line what was found, what was expected and what to do. NULL is safe for every argument: it
 * is an error where something is needed, and a question about nothing has the answer 0, -1 or NULL.
 *
 * Threads: every function may be called from any thread at any time. Segmentations with one vox_segmenter take turns,
 * those with several run side by side; each uses the threads of its options. The caller alone sees to it that a handle
 * is closed once, and not while another thread uses it. Nothing is global but the error text, one for each thread.
 *
 * Text is UTF-8 and ends with 0; paths are the bytes that the file system knows. Text that a function returns belongs
 * to the library and lives as long as the handle that it was asked of. */

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define VOX_API __attribute__((visibility("default")))
#else
#define VOX_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What came of a call: the exit codes of the program. */
enum vox_status
{
  VOX_OK = 0,
  VOX_INTERNAL = 1,  /* a defect of the library */
  VOX_USAGE = 2,     /* wrong arguments or options */
  VOX_BAD_INPUT = 3, /* an image that cannot be segmented */
  VOX_BAD_MODEL = 4, /* a model that is missing, damaged or of another kind */
  VOX_RESOURCE = 5,  /* out of memory, or no such device */
  VOX_CANCELLED = 130
};

/* Version of the library, such as "0.1.0". Versions of one first number understand each other; below 1.0.0 those of one
 * second number. */
VOX_API const char * vox_version(void);

/* What went wrong in the last call of this thread that failed; "" before the first. One line, or one and a list below
 * it. Valid until the next call that fails in this thread. */
VOX_API const char * vox_last_error(void);

/* A trained model, read from its file and never changed. */
typedef struct vox_model vox_model;

/* Opens a model file of Voxtome, or the results folder of a training with nnU-Net v2, and checks it. `*model` is NULL
 * unless VOX_OK is returned: VOX_BAD_MODEL for a path that holds no usable model, VOX_RESOURCE in a process that has
 * loaded another version of LibTorch. */
VOX_API int32_t vox_model_open(const char * path, vox_model ** model);

/* Frees it; segmenters that were made of it live on. */
VOX_API void vox_model_close(vox_model * model);

/* The configuration of the plan, such as "3d_fullres". */
VOX_API const char * vox_model_configuration(const vox_model * model);

/* What its makers say it is for; may be "". */
VOX_API const char * vox_model_intended_use(const vox_model * model);

/* What the model expects as channels, in the order of vox_image::voxels. NULL outside of 0 to count - 1, here and
 * below. */
VOX_API int32_t vox_model_channel_count(const vox_model * model);
VOX_API const char * vox_model_channel_name(const vox_model * model, int32_t index);

/* The values that label maps hold, ascending and with background (0), and what they are called. -1 outside. */
VOX_API int32_t vox_model_label_count(const vox_model * model);
VOX_API int32_t vox_model_label_value(const vox_model * model, int32_t index);
VOX_API const char * vox_model_label_name(const vox_model * model, int32_t index);

/* What each map of probabilities is of: every label with background, or regions that may overlap. */
VOX_API int32_t vox_model_probability_count(const vox_model * model);
VOX_API const char * vox_model_probability_name(const vox_model * model, int32_t index);

/* Names of the folds that the model holds. */
VOX_API int32_t vox_model_fold_count(const vox_model * model);
VOX_API const char * vox_model_fold_name(const vox_model * model, int32_t index);

/* A model made ready with some options: its networks in memory, for any number of images. */
typedef struct vox_segmenter vox_segmenter;

/* Makes a model ready. `options` is a JSON object, such as {"device": "cpu", "folds": ["0"]}; NULL or "" is that of
 * defaults. Its keys, all of which may be left out:
 *
 *   "folds"          list of names of folds, averaged as logits; [] is all (default)
 *   "step"           step of windows as a part of their size, above 0 to 1 (0.5)
 *   "mirror"         average over mirror images, where the model allows it (true)
 *   "device"         "auto" (default, the processor), "cpu", "cuda:0", ...
 *   "precision"      "auto" (default: bf16 where the processor computes it, else fp32), "fp32", "bf16"
 *   "export"         "streamed" (default) or "exact": nnU-Net's order of operations and rounding
 *   "probabilities"  make them too (false)
 *   "skip_air"       compute windows of one value once; the same labels (false)
 *   "max_ram"        most memory of the process, such as "4G"; "" is what the machine has (default)
 *   "threads"        threads to use at the most; 0 is all processors (default)
 *
 * Unknown keys and values are VOX_USAGE; VOX_RESOURCE for a device that is not there. `*segmenter` is NULL unless
 * VOX_OK is returned. */
VOX_API int32_t vox_segmenter_open(const vox_model * model, const char * options, vox_segmenter ** segmenter);

VOX_API void vox_segmenter_close(vox_segmenter * segmenter);

/* Where its networks run, in words, with the reason where the choice was left open. */
VOX_API const char * vox_segmenter_device(const vox_segmenter * segmenter);

/* Voxels and where they lie. All that counts axes is in the order x, y, z, where x is the axis along which neighbors in
 * memory follow each other: as ITK, SimpleITK and NRRD have it. This struct will never grow. */
typedef struct vox_image
{
  /* Channel after channel; in each, voxel (x, y, z) has the index (z * size[1] + y) * size[0] + x: an array [C, D, H,
   * W] in the order of C. Finite; raw intensities as in files, since the model's preprocessing is part of the
   * segmentation. Read only, and needed only during the call. */
  const float * voxels;
  int64_t channels;
  int64_t size[3];   /* voxels along x, y, z, each at least 1; a 2D image has 1 slice, and any spacing along z */
  double spacing[3]; /* mm from voxel to voxel along x, y, z, above 0 */
  double origin[3];  /* center of the first voxel in the world: LPS (to the left, to the back, up), in mm */
  /* Matrix row after row: direction[3 * row + column], whose column i is the unit vector in LPS of axis i. Columns are
   * at right angles to 1e-3; a mirrored grid is allowed. */
  double direction[9];
} vox_image;

/* What a listener hears of. */
enum vox_event
{
  VOX_PROGRESS = 0,
  VOX_NOTE = 1,
  VOX_WARNING = 2 /* something that a person should know of this segmentation */
};

/* Called during vox_segment, in its thread: with the part of the work that is done, 0 to 1, and what is being done,
 * after each window at least; and with notes and warnings. `text` lives during the call. Another return value than 0
 * cancels. It must return: longjmp and exceptions past it are not allowed. vox_segment with the same vox_segmenter is
 * VOX_USAGE from here, since it would wait for the one that called. */
typedef int32_t (*vox_listener)(int32_t event, double fraction, const char * text, void * user);

/* Segments an image. `labels` gets size[0] * size[1] * size[2] values in the order of a channel, which `label_count`
 * must equal. `probabilities` is NULL, or gets a map of so many values for each vox_model_probability_name, one after
 * the other: `probability_count` values in all, of a segmenter with the option. `listener` may be NULL; `user` is
 * handed to it.
 *
 * Both buffers are written when all is computed, and left alone unless VOX_OK is returned. Others: VOX_USAGE for NULL
 * and counts that do not fit, VOX_BAD_INPUT for another number of channels than the model's and for a geometry or
 * voxels outside of the above, VOX_RESOURCE where memory does not suffice, VOX_CANCELLED by the listener. */
VOX_API int32_t vox_segment(vox_segmenter * segmenter, const vox_image * image, uint16_t * labels, size_t label_count,
                            float * probabilities, size_t probability_count, vox_listener listener, void * user);

#ifdef __cplusplus
}
#endif

#endif
