echo "$1" >result.txt
date +%N >noise.txt
