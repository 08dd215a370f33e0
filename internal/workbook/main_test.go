package workbook

import "context"

var background = context.Background()
