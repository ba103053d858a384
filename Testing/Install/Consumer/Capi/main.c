/* SPDX-License-Identifier: Apache-2.0 */
#include <vox.h>

#include <stdio.h>

/* labels MODEL   prints the names of the model's labels */
int
main(int argc, char ** argv)
{
  vox_model * model = NULL;
  int32_t i = 0;
  if (vox_model_open(argc > 1 ? argv[1] : "", &model) != VOX_OK)
  {
    fprintf(stderr, "%s\n", vox_last_error());
    return 1;
  }
  for (i = 0; i < vox_model_label_count(model); ++i)
  {
    printf("%d %s\n", (int)vox_model_label_value(model, i), vox_model_label_name(model, i));
  }
  vox_model_close(model);
  return 0;
}
