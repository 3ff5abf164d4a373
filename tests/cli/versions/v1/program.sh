echo result of 1 >result.txt
