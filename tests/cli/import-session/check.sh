set -e
grep -q '"imported":{"result":"2023-06-07_10:00:00/s1.tgz/result.txt"}' .reprovip/cells/*/r001/*/record.json
grep -q '"imported":{"result":"2023-06-07_11:00:00/s1.tgz/result.txt"}' .reprovip/cells/*/r002/*/record.json
grep -q '"application_version":"CQUEST/0.6"' .reprovip/cells/*/r001/*/record.json
