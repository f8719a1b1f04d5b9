#!/bin/sh
# The command of an AWS Batch array job's container. SPENDS MONEY, at most CAP credits for all children together, where the
# whole plan fits under it. Needs `team:` in the storyboard; the job's role may read and write its bucket.
#
#   aws batch submit-job --job-name film --job-queue films --job-definition film --array-properties size=8
#
# In the job definition: this file as the command, FILM, PARTS (the array's size) and CAP as environment, REAPI_API_KEY as a
# secret, and a retry strategy of 6 attempts that exits on the statuses which need a person:
#
#   "retryStrategy": {"attempts": 6, "evaluateOnExit": [
#     {"onExitCode": "5", "action": "RETRY"}, {"onExitCode": "7?", "action": "RETRY"},
#     {"onStatusReason": "Host EC2*", "action": "RETRY"}, {"onExitCode": "*", "action": "EXIT"}]}
set -eu
exec seedance-make -C "$FILM" build --yes --max-credits "$CAP" --shard "$((AWS_BATCH_JOB_ARRAY_INDEX + 1))/$PARTS"
