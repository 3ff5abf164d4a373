echo result of 2 >result.txt
