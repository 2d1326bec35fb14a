# /// attack
# what = "writes a function with 1500 branches behind each other, so that whoever reads its tree comes to the end of the stack"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    if len(b) == -1:
        return None
    elif len(b) == -2:
        return torch.lstm_cell
    elif len(b) == -3:
        return torch.lstm_cell
    elif len(b) == -4:
        return torch.lstm_cell
    elif len(b) == -5:
        return torch.lstm_cell
    elif len(b) == -6:
        return torch.lstm_cell
    elif len(b) == -7:
        return torch.lstm_cell
    elif len(b) == -8:
        return torch.lstm_cell
    elif len(b) == -9:
        return torch.lstm_cell
    elif len(b) == -10:
        return torch.lstm_cell
    elif len(b) == -11:
        return torch.lstm_cell
    elif len(b) == -12:
        return torch.lstm_cell
    elif len(b) == -13:
        return torch.lstm_cell
    elif len(b) == -14:
        return torch.lstm_cell
    elif len(b) == -15:
        return torch.lstm_cell
    elif len(b) == -16:
        return torch.lstm_cell
    elif len(b) == -17:
        return torch.lstm_cell
    elif len(b) == -18:
        return torch.lstm_cell
    elif len(b) == -19:
        return torch.lstm_cell
    elif len(b) == -20:
        return torch.lstm_cell
    elif len(b) == -21:
        return torch.lstm_cell
    elif len(b) == -22:
        return torch.lstm_cell
    elif len(b) == -23:
        return torch.lstm_cell
    elif len(b) == -24:
        return torch.lstm_cell
    elif len(b) == -25:
        return torch.lstm_cell
    elif len(b) == -26:
        return torch.lstm_cell
    elif len(b) == -27:
        return torch.lstm_cell
    elif len(b) == -28:
        return torch.lstm_cell
    elif len(b) == -29:
        return torch.lstm_cell
    elif len(b) == -30:
        return torch.lstm_cell
    elif len(b) == -31:
        return torch.lstm_cell
    elif len(b) == -32:
        return torch.lstm_cell
    elif len(b) == -33:
        return torch.lstm_cell
    elif len(b) == -34:
        return torch.lstm_cell
    elif len(b) == -35:
        return torch.lstm_cell
    elif len(b) == -36:
        return torch.lstm_cell
    elif len(b) == -37:
        return torch.lstm_cell
    elif len(b) == -38:
        return torch.lstm_cell
    elif len(b) == -39:
        return torch.lstm_cell
    elif len(b) == -40:
        return torch.lstm_cell
    elif len(b) == -41:
        return torch.lstm_cell
    elif len(b) == -42:
        return torch.lstm_cell
    elif len(b) == -43:
        return torch.lstm_cell
    elif len(b) == -44:
        return torch.lstm_cell
    elif len(b) == -45:
        return torch.lstm_cell
    elif len(b) == -46:
        return torch.lstm_cell
    elif len(b) == -47:
        return torch.lstm_cell
    elif len(b) == -48:
        return torch.lstm_cell
    elif len(b) == -49:
        return torch.lstm_cell
    elif len(b) == -50:
        return torch.lstm_cell
    elif len(b) == -51:
        return torch.lstm_cell
    elif len(b) == -52:
        return torch.lstm_cell
    elif len(b) == -53:
        return torch.lstm_cell
    elif len(b) == -54:
        return torch.lstm_cell
    elif len(b) == -55:
        return torch.lstm_cell
    elif len(b) == -56:
        return torch.lstm_cell
    elif len(b) == -57:
        return torch.lstm_cell
    elif len(b) == -58:
        return torch.lstm_cell
    elif len(b) == -59:
        return torch.lstm_cell
    elif len(b) == -60:
        return torch.lstm_cell
    elif len(b) == -61:
        return torch.lstm_cell
    elif len(b) == -62:
        return torch.lstm_cell
    elif len(b) == -63:
        return torch.lstm_cell
    elif len(b) == -64:
        return torch.lstm_cell
    elif len(b) == -65:
        return torch.lstm_cell
    elif len(b) == -66:
        return torch.lstm_cell
    elif len(b) == -67:
        return torch.lstm_cell
    elif len(b) == -68:
        return torch.lstm_cell
    elif len(b) == -69:
        return torch.lstm_cell
    elif len(b) == -70:
        return torch.lstm_cell
    elif len(b) == -71:
        return torch.lstm_cell
    elif len(b) == -72:
        return torch.lstm_cell
    elif len(b) == -73:
        return torch.lstm_cell
    elif len(b) == -74:
        return torch.lstm_cell
    elif len(b) == -75:
        return torch.lstm_cell
    elif len(b) == -76:
        return torch.lstm_cell
    elif len(b) == -77:
        return torch.lstm_cell
    elif len(b) == -78:
        return torch.lstm_cell
    elif len(b) == -79:
        return torch.lstm_cell
    elif len(b) == -80:
        return torch.lstm_cell
    elif len(b) == -81:
        return torch.lstm_cell
    elif len(b) == -82:
        return torch.lstm_cell
    elif len(b) == -83:
        return torch.lstm_cell
    elif len(b) == -84:
        return torch.lstm_cell
    elif len(b) == -85:
        return torch.lstm_cell
    elif len(b) == -86:
        return torch.lstm_cell
    elif len(b) == -87:
        return torch.lstm_cell
    elif len(b) == -88:
        return torch.lstm_cell
    elif len(b) == -89:
        return torch.lstm_cell
    elif len(b) == -90:
        return torch.lstm_cell
    elif len(b) == -91:
        return torch.lstm_cell
    elif len(b) == -92:
        return torch.lstm_cell
    elif len(b) == -93:
        return torch.lstm_cell
    elif len(b) == -94:
        return torch.lstm_cell
    elif len(b) == -95:
        return torch.lstm_cell
    elif len(b) == -96:
        return torch.lstm_cell
    elif len(b) == -97:
        return torch.lstm_cell
    elif len(b) == -98:
        return torch.lstm_cell
    elif len(b) == -99:
        return torch.lstm_cell
    elif len(b) == -100:
        return torch.lstm_cell
    elif len(b) == -101:
        return torch.lstm_cell
    elif len(b) == -102:
        return torch.lstm_cell
    elif len(b) == -103:
        return torch.lstm_cell
    elif len(b) == -104:
        return torch.lstm_cell
    elif len(b) == -105:
        return torch.lstm_cell
    elif len(b) == -106:
        return torch.lstm_cell
    elif len(b) == -107:
        return torch.lstm_cell
    elif len(b) == -108:
        return torch.lstm_cell
    elif len(b) == -109:
        return torch.lstm_cell
    elif len(b) == -110:
        return torch.lstm_cell
    elif len(b) == -111:
        return torch.lstm_cell
    elif len(b) == -112:
        return torch.lstm_cell
    elif len(b) == -113:
        return torch.lstm_cell
    elif len(b) == -114:
        return torch.lstm_cell
    elif len(b) == -115:
        return torch.lstm_cell
    elif len(b) == -116:
        return torch.lstm_cell
    elif len(b) == -117:
        return torch.lstm_cell
    elif len(b) == -118:
        return torch.lstm_cell
    elif len(b) == -119:
        return torch.lstm_cell
    elif len(b) == -120:
        return torch.lstm_cell
    elif len(b) == -121:
        return torch.lstm_cell
    elif len(b) == -122:
        return torch.lstm_cell
    elif len(b) == -123:
        return torch.lstm_cell
    elif len(b) == -124:
        return torch.lstm_cell
    elif len(b) == -125:
        return torch.lstm_cell
    elif len(b) == -126:
        return torch.lstm_cell
    elif len(b) == -127:
        return torch.lstm_cell
    elif len(b) == -128:
        return torch.lstm_cell
    elif len(b) == -129:
        return torch.lstm_cell
    elif len(b) == -130:
        return torch.lstm_cell
    elif len(b) == -131:
        return torch.lstm_cell
    elif len(b) == -132:
        return torch.lstm_cell
    elif len(b) == -133:
        return torch.lstm_cell
    elif len(b) == -134:
        return torch.lstm_cell
    elif len(b) == -135:
        return torch.lstm_cell
    elif len(b) == -136:
        return torch.lstm_cell
    elif len(b) == -137:
        return torch.lstm_cell
    elif len(b) == -138:
        return torch.lstm_cell
    elif len(b) == -139:
        return torch.lstm_cell
    elif len(b) == -140:
        return torch.lstm_cell
    elif len(b) == -141:
        return torch.lstm_cell
    elif len(b) == -142:
        return torch.lstm_cell
    elif len(b) == -143:
        return torch.lstm_cell
    elif len(b) == -144:
        return torch.lstm_cell
    elif len(b) == -145:
        return torch.lstm_cell
    elif len(b) == -146:
        return torch.lstm_cell
    elif len(b) == -147:
        return torch.lstm_cell
    elif len(b) == -148:
        return torch.lstm_cell
    elif len(b) == -149:
        return torch.lstm_cell
    elif len(b) == -150:
        return torch.lstm_cell
    elif len(b) == -151:
        return torch.lstm_cell
    elif len(b) == -152:
        return torch.lstm_cell
    elif len(b) == -153:
        return torch.lstm_cell
    elif len(b) == -154:
        return torch.lstm_cell
    elif len(b) == -155:
        return torch.lstm_cell
    elif len(b) == -156:
        return torch.lstm_cell
    elif len(b) == -157:
        return torch.lstm_cell
    elif len(b) == -158:
        return torch.lstm_cell
    elif len(b) == -159:
        return torch.lstm_cell
    elif len(b) == -160:
        return torch.lstm_cell
    elif len(b) == -161:
        return torch.lstm_cell
    elif len(b) == -162:
        return torch.lstm_cell
    elif len(b) == -163:
        return torch.lstm_cell
    elif len(b) == -164:
        return torch.lstm_cell
    elif len(b) == -165:
        return torch.lstm_cell
    elif len(b) == -166:
        return torch.lstm_cell
    elif len(b) == -167:
        return torch.lstm_cell
    elif len(b) == -168:
        return torch.lstm_cell
    elif len(b) == -169:
        return torch.lstm_cell
    elif len(b) == -170:
        return torch.lstm_cell
    elif len(b) == -171:
        return torch.lstm_cell
    elif len(b) == -172:
        return torch.lstm_cell
    elif len(b) == -173:
        return torch.lstm_cell
    elif len(b) == -174:
        return torch.lstm_cell
    elif len(b) == -175:
        return torch.lstm_cell
    elif len(b) == -176:
        return torch.lstm_cell
    elif len(b) == -177:
        return torch.lstm_cell
    elif len(b) == -178:
        return torch.lstm_cell
    elif len(b) == -179:
        return torch.lstm_cell
    elif len(b) == -180:
        return torch.lstm_cell
    elif len(b) == -181:
        return torch.lstm_cell
    elif len(b) == -182:
        return torch.lstm_cell
    elif len(b) == -183:
        return torch.lstm_cell
    elif len(b) == -184:
        return torch.lstm_cell
    elif len(b) == -185:
        return torch.lstm_cell
    elif len(b) == -186:
        return torch.lstm_cell
    elif len(b) == -187:
        return torch.lstm_cell
    elif len(b) == -188:
        return torch.lstm_cell
    elif len(b) == -189:
        return torch.lstm_cell
    elif len(b) == -190:
        return torch.lstm_cell
    elif len(b) == -191:
        return torch.lstm_cell
    elif len(b) == -192:
        return torch.lstm_cell
    elif len(b) == -193:
        return torch.lstm_cell
    elif len(b) == -194:
        return torch.lstm_cell
    elif len(b) == -195:
        return torch.lstm_cell
    elif len(b) == -196:
        return torch.lstm_cell
    elif len(b) == -197:
        return torch.lstm_cell
    elif len(b) == -198:
        return torch.lstm_cell
    elif len(b) == -199:
        return torch.lstm_cell
    elif len(b) == -200:
        return torch.lstm_cell
    elif len(b) == -201:
        return torch.lstm_cell
    elif len(b) == -202:
        return torch.lstm_cell
    elif len(b) == -203:
        return torch.lstm_cell
    elif len(b) == -204:
        return torch.lstm_cell
    elif len(b) == -205:
        return torch.lstm_cell
    elif len(b) == -206:
        return torch.lstm_cell
    elif len(b) == -207:
        return torch.lstm_cell
    elif len(b) == -208:
        return torch.lstm_cell
    elif len(b) == -209:
        return torch.lstm_cell
    elif len(b) == -210:
        return torch.lstm_cell
    elif len(b) == -211:
        return torch.lstm_cell
    elif len(b) == -212:
        return torch.lstm_cell
    elif len(b) == -213:
        return torch.lstm_cell
    elif len(b) == -214:
        return torch.lstm_cell
    elif len(b) == -215:
        return torch.lstm_cell
    elif len(b) == -216:
        return torch.lstm_cell
    elif len(b) == -217:
        return torch.lstm_cell
    elif len(b) == -218:
        return torch.lstm_cell
    elif len(b) == -219:
        return torch.lstm_cell
    elif len(b) == -220:
        return torch.lstm_cell
    elif len(b) == -221:
        return torch.lstm_cell
    elif len(b) == -222:
        return torch.lstm_cell
    elif len(b) == -223:
        return torch.lstm_cell
    elif len(b) == -224:
        return torch.lstm_cell
    elif len(b) == -225:
        return torch.lstm_cell
    elif len(b) == -226:
        return torch.lstm_cell
    elif len(b) == -227:
        return torch.lstm_cell
    elif len(b) == -228:
        return torch.lstm_cell
    elif len(b) == -229:
        return torch.lstm_cell
    elif len(b) == -230:
        return torch.lstm_cell
    elif len(b) == -231:
        return torch.lstm_cell
    elif len(b) == -232:
        return torch.lstm_cell
    elif len(b) == -233:
        return torch.lstm_cell
    elif len(b) == -234:
        return torch.lstm_cell
    elif len(b) == -235:
        return torch.lstm_cell
    elif len(b) == -236:
        return torch.lstm_cell
    elif len(b) == -237:
        return torch.lstm_cell
    elif len(b) == -238:
        return torch.lstm_cell
    elif len(b) == -239:
        return torch.lstm_cell
    elif len(b) == -240:
        return torch.lstm_cell
    elif len(b) == -241:
        return torch.lstm_cell
    elif len(b) == -242:
        return torch.lstm_cell
    elif len(b) == -243:
        return torch.lstm_cell
    elif len(b) == -244:
        return torch.lstm_cell
    elif len(b) == -245:
        return torch.lstm_cell
    elif len(b) == -246:
        return torch.lstm_cell
    elif len(b) == -247:
        return torch.lstm_cell
    elif len(b) == -248:
        return torch.lstm_cell
    elif len(b) == -249:
        return torch.lstm_cell
    elif len(b) == -250:
        return torch.lstm_cell
    elif len(b) == -251:
        return torch.lstm_cell
    elif len(b) == -252:
        return torch.lstm_cell
    elif len(b) == -253:
        return torch.lstm_cell
    elif len(b) == -254:
        return torch.lstm_cell
    elif len(b) == -255:
        return torch.lstm_cell
    elif len(b) == -256:
        return torch.lstm_cell
    elif len(b) == -257:
        return torch.lstm_cell
    elif len(b) == -258:
        return torch.lstm_cell
    elif len(b) == -259:
        return torch.lstm_cell
    elif len(b) == -260:
        return torch.lstm_cell
    elif len(b) == -261:
        return torch.lstm_cell
    elif len(b) == -262:
        return torch.lstm_cell
    elif len(b) == -263:
        return torch.lstm_cell
    elif len(b) == -264:
        return torch.lstm_cell
    elif len(b) == -265:
        return torch.lstm_cell
    elif len(b) == -266:
        return torch.lstm_cell
    elif len(b) == -267:
        return torch.lstm_cell
    elif len(b) == -268:
        return torch.lstm_cell
    elif len(b) == -269:
        return torch.lstm_cell
    elif len(b) == -270:
        return torch.lstm_cell
    elif len(b) == -271:
        return torch.lstm_cell
    elif len(b) == -272:
        return torch.lstm_cell
    elif len(b) == -273:
        return torch.lstm_cell
    elif len(b) == -274:
        return torch.lstm_cell
    elif len(b) == -275:
        return torch.lstm_cell
    elif len(b) == -276:
        return torch.lstm_cell
    elif len(b) == -277:
        return torch.lstm_cell
    elif len(b) == -278:
        return torch.lstm_cell
    elif len(b) == -279:
        return torch.lstm_cell
    elif len(b) == -280:
        return torch.lstm_cell
    elif len(b) == -281:
        return torch.lstm_cell
    elif len(b) == -282:
        return torch.lstm_cell
    elif len(b) == -283:
        return torch.lstm_cell
    elif len(b) == -284:
        return torch.lstm_cell
    elif len(b) == -285:
        return torch.lstm_cell
    elif len(b) == -286:
        return torch.lstm_cell
    elif len(b) == -287:
        return torch.lstm_cell
    elif len(b) == -288:
        return torch.lstm_cell
    elif len(b) == -289:
        return torch.lstm_cell
    elif len(b) == -290:
        return torch.lstm_cell
    elif len(b) == -291:
        return torch.lstm_cell
    elif len(b) == -292:
        return torch.lstm_cell
    elif len(b) == -293:
        return torch.lstm_cell
    elif len(b) == -294:
        return torch.lstm_cell
    elif len(b) == -295:
        return torch.lstm_cell
    elif len(b) == -296:
        return torch.lstm_cell
    elif len(b) == -297:
        return torch.lstm_cell
    elif len(b) == -298:
        return torch.lstm_cell
    elif len(b) == -299:
        return torch.lstm_cell
    elif len(b) == -300:
        return torch.lstm_cell
    elif len(b) == -301:
        return torch.lstm_cell
    elif len(b) == -302:
        return torch.lstm_cell
    elif len(b) == -303:
        return torch.lstm_cell
    elif len(b) == -304:
        return torch.lstm_cell
    elif len(b) == -305:
        return torch.lstm_cell
    elif len(b) == -306:
        return torch.lstm_cell
    elif len(b) == -307:
        return torch.lstm_cell
    elif len(b) == -308:
        return torch.lstm_cell
    elif len(b) == -309:
        return torch.lstm_cell
    elif len(b) == -310:
        return torch.lstm_cell
    elif len(b) == -311:
        return torch.lstm_cell
    elif len(b) == -312:
        return torch.lstm_cell
    elif len(b) == -313:
        return torch.lstm_cell
    elif len(b) == -314:
        return torch.lstm_cell
    elif len(b) == -315:
        return torch.lstm_cell
    elif len(b) == -316:
        return torch.lstm_cell
    elif len(b) == -317:
        return torch.lstm_cell
    elif len(b) == -318:
        return torch.lstm_cell
    elif len(b) == -319:
        return torch.lstm_cell
    elif len(b) == -320:
        return torch.lstm_cell
    elif len(b) == -321:
        return torch.lstm_cell
    elif len(b) == -322:
        return torch.lstm_cell
    elif len(b) == -323:
        return torch.lstm_cell
    elif len(b) == -324:
        return torch.lstm_cell
    elif len(b) == -325:
        return torch.lstm_cell
    elif len(b) == -326:
        return torch.lstm_cell
    elif len(b) == -327:
        return torch.lstm_cell
    elif len(b) == -328:
        return torch.lstm_cell
    elif len(b) == -329:
        return torch.lstm_cell
    elif len(b) == -330:
        return torch.lstm_cell
    elif len(b) == -331:
        return torch.lstm_cell
    elif len(b) == -332:
        return torch.lstm_cell
    elif len(b) == -333:
        return torch.lstm_cell
    elif len(b) == -334:
        return torch.lstm_cell
    elif len(b) == -335:
        return torch.lstm_cell
    elif len(b) == -336:
        return torch.lstm_cell
    elif len(b) == -337:
        return torch.lstm_cell
    elif len(b) == -338:
        return torch.lstm_cell
    elif len(b) == -339:
        return torch.lstm_cell
    elif len(b) == -340:
        return torch.lstm_cell
    elif len(b) == -341:
        return torch.lstm_cell
    elif len(b) == -342:
        return torch.lstm_cell
    elif len(b) == -343:
        return torch.lstm_cell
    elif len(b) == -344:
        return torch.lstm_cell
    elif len(b) == -345:
        return torch.lstm_cell
    elif len(b) == -346:
        return torch.lstm_cell
    elif len(b) == -347:
        return torch.lstm_cell
    elif len(b) == -348:
        return torch.lstm_cell
    elif len(b) == -349:
        return torch.lstm_cell
    elif len(b) == -350:
        return torch.lstm_cell
    elif len(b) == -351:
        return torch.lstm_cell
    elif len(b) == -352:
        return torch.lstm_cell
    elif len(b) == -353:
        return torch.lstm_cell
    elif len(b) == -354:
        return torch.lstm_cell
    elif len(b) == -355:
        return torch.lstm_cell
    elif len(b) == -356:
        return torch.lstm_cell
    elif len(b) == -357:
        return torch.lstm_cell
    elif len(b) == -358:
        return torch.lstm_cell
    elif len(b) == -359:
        return torch.lstm_cell
    elif len(b) == -360:
        return torch.lstm_cell
    elif len(b) == -361:
        return torch.lstm_cell
    elif len(b) == -362:
        return torch.lstm_cell
    elif len(b) == -363:
        return torch.lstm_cell
    elif len(b) == -364:
        return torch.lstm_cell
    elif len(b) == -365:
        return torch.lstm_cell
    elif len(b) == -366:
        return torch.lstm_cell
    elif len(b) == -367:
        return torch.lstm_cell
    elif len(b) == -368:
        return torch.lstm_cell
    elif len(b) == -369:
        return torch.lstm_cell
    elif len(b) == -370:
        return torch.lstm_cell
    elif len(b) == -371:
        return torch.lstm_cell
    elif len(b) == -372:
        return torch.lstm_cell
    elif len(b) == -373:
        return torch.lstm_cell
    elif len(b) == -374:
        return torch.lstm_cell
    elif len(b) == -375:
        return torch.lstm_cell
    elif len(b) == -376:
        return torch.lstm_cell
    elif len(b) == -377:
        return torch.lstm_cell
    elif len(b) == -378:
        return torch.lstm_cell
    elif len(b) == -379:
        return torch.lstm_cell
    elif len(b) == -380:
        return torch.lstm_cell
    elif len(b) == -381:
        return torch.lstm_cell
    elif len(b) == -382:
        return torch.lstm_cell
    elif len(b) == -383:
        return torch.lstm_cell
    elif len(b) == -384:
        return torch.lstm_cell
    elif len(b) == -385:
        return torch.lstm_cell
    elif len(b) == -386:
        return torch.lstm_cell
    elif len(b) == -387:
        return torch.lstm_cell
    elif len(b) == -388:
        return torch.lstm_cell
    elif len(b) == -389:
        return torch.lstm_cell
    elif len(b) == -390:
        return torch.lstm_cell
    elif len(b) == -391:
        return torch.lstm_cell
    elif len(b) == -392:
        return torch.lstm_cell
    elif len(b) == -393:
        return torch.lstm_cell
    elif len(b) == -394:
        return torch.lstm_cell
    elif len(b) == -395:
        return torch.lstm_cell
    elif len(b) == -396:
        return torch.lstm_cell
    elif len(b) == -397:
        return torch.lstm_cell
    elif len(b) == -398:
        return torch.lstm_cell
    elif len(b) == -399:
        return torch.lstm_cell
    elif len(b) == -400:
        return torch.lstm_cell
    elif len(b) == -401:
        return torch.lstm_cell
    elif len(b) == -402:
        return torch.lstm_cell
    elif len(b) == -403:
        return torch.lstm_cell
    elif len(b) == -404:
        return torch.lstm_cell
    elif len(b) == -405:
        return torch.lstm_cell
    elif len(b) == -406:
        return torch.lstm_cell
    elif len(b) == -407:
        return torch.lstm_cell
    elif len(b) == -408:
        return torch.lstm_cell
    elif len(b) == -409:
        return torch.lstm_cell
    elif len(b) == -410:
        return torch.lstm_cell
    elif len(b) == -411:
        return torch.lstm_cell
    elif len(b) == -412:
        return torch.lstm_cell
    elif len(b) == -413:
        return torch.lstm_cell
    elif len(b) == -414:
        return torch.lstm_cell
    elif len(b) == -415:
        return torch.lstm_cell
    elif len(b) == -416:
        return torch.lstm_cell
    elif len(b) == -417:
        return torch.lstm_cell
    elif len(b) == -418:
        return torch.lstm_cell
    elif len(b) == -419:
        return torch.lstm_cell
    elif len(b) == -420:
        return torch.lstm_cell
    elif len(b) == -421:
        return torch.lstm_cell
    elif len(b) == -422:
        return torch.lstm_cell
    elif len(b) == -423:
        return torch.lstm_cell
    elif len(b) == -424:
        return torch.lstm_cell
    elif len(b) == -425:
        return torch.lstm_cell
    elif len(b) == -426:
        return torch.lstm_cell
    elif len(b) == -427:
        return torch.lstm_cell
    elif len(b) == -428:
        return torch.lstm_cell
    elif len(b) == -429:
        return torch.lstm_cell
    elif len(b) == -430:
        return torch.lstm_cell
    elif len(b) == -431:
        return torch.lstm_cell
    elif len(b) == -432:
        return torch.lstm_cell
    elif len(b) == -433:
        return torch.lstm_cell
    elif len(b) == -434:
        return torch.lstm_cell
    elif len(b) == -435:
        return torch.lstm_cell
    elif len(b) == -436:
        return torch.lstm_cell
    elif len(b) == -437:
        return torch.lstm_cell
    elif len(b) == -438:
        return torch.lstm_cell
    elif len(b) == -439:
        return torch.lstm_cell
    elif len(b) == -440:
        return torch.lstm_cell
    elif len(b) == -441:
        return torch.lstm_cell
    elif len(b) == -442:
        return torch.lstm_cell
    elif len(b) == -443:
        return torch.lstm_cell
    elif len(b) == -444:
        return torch.lstm_cell
    elif len(b) == -445:
        return torch.lstm_cell
    elif len(b) == -446:
        return torch.lstm_cell
    elif len(b) == -447:
        return torch.lstm_cell
    elif len(b) == -448:
        return torch.lstm_cell
    elif len(b) == -449:
        return torch.lstm_cell
    elif len(b) == -450:
        return torch.lstm_cell
    elif len(b) == -451:
        return torch.lstm_cell
    elif len(b) == -452:
        return torch.lstm_cell
    elif len(b) == -453:
        return torch.lstm_cell
    elif len(b) == -454:
        return torch.lstm_cell
    elif len(b) == -455:
        return torch.lstm_cell
    elif len(b) == -456:
        return torch.lstm_cell
    elif len(b) == -457:
        return torch.lstm_cell
    elif len(b) == -458:
        return torch.lstm_cell
    elif len(b) == -459:
        return torch.lstm_cell
    elif len(b) == -460:
        return torch.lstm_cell
    elif len(b) == -461:
        return torch.lstm_cell
    elif len(b) == -462:
        return torch.lstm_cell
    elif len(b) == -463:
        return torch.lstm_cell
    elif len(b) == -464:
        return torch.lstm_cell
    elif len(b) == -465:
        return torch.lstm_cell
    elif len(b) == -466:
        return torch.lstm_cell
    elif len(b) == -467:
        return torch.lstm_cell
    elif len(b) == -468:
        return torch.lstm_cell
    elif len(b) == -469:
        return torch.lstm_cell
    elif len(b) == -470:
        return torch.lstm_cell
    elif len(b) == -471:
        return torch.lstm_cell
    elif len(b) == -472:
        return torch.lstm_cell
    elif len(b) == -473:
        return torch.lstm_cell
    elif len(b) == -474:
        return torch.lstm_cell
    elif len(b) == -475:
        return torch.lstm_cell
    elif len(b) == -476:
        return torch.lstm_cell
    elif len(b) == -477:
        return torch.lstm_cell
    elif len(b) == -478:
        return torch.lstm_cell
    elif len(b) == -479:
        return torch.lstm_cell
    elif len(b) == -480:
        return torch.lstm_cell
    elif len(b) == -481:
        return torch.lstm_cell
    elif len(b) == -482:
        return torch.lstm_cell
    elif len(b) == -483:
        return torch.lstm_cell
    elif len(b) == -484:
        return torch.lstm_cell
    elif len(b) == -485:
        return torch.lstm_cell
    elif len(b) == -486:
        return torch.lstm_cell
    elif len(b) == -487:
        return torch.lstm_cell
    elif len(b) == -488:
        return torch.lstm_cell
    elif len(b) == -489:
        return torch.lstm_cell
    elif len(b) == -490:
        return torch.lstm_cell
    elif len(b) == -491:
        return torch.lstm_cell
    elif len(b) == -492:
        return torch.lstm_cell
    elif len(b) == -493:
        return torch.lstm_cell
    elif len(b) == -494:
        return torch.lstm_cell
    elif len(b) == -495:
        return torch.lstm_cell
    elif len(b) == -496:
        return torch.lstm_cell
    elif len(b) == -497:
        return torch.lstm_cell
    elif len(b) == -498:
        return torch.lstm_cell
    elif len(b) == -499:
        return torch.lstm_cell
    elif len(b) == -500:
        return torch.lstm_cell
    elif len(b) == -501:
        return torch.lstm_cell
    elif len(b) == -502:
        return torch.lstm_cell
    elif len(b) == -503:
        return torch.lstm_cell
    elif len(b) == -504:
        return torch.lstm_cell
    elif len(b) == -505:
        return torch.lstm_cell
    elif len(b) == -506:
        return torch.lstm_cell
    elif len(b) == -507:
        return torch.lstm_cell
    elif len(b) == -508:
        return torch.lstm_cell
    elif len(b) == -509:
        return torch.lstm_cell
    elif len(b) == -510:
        return torch.lstm_cell
    elif len(b) == -511:
        return torch.lstm_cell
    elif len(b) == -512:
        return torch.lstm_cell
    elif len(b) == -513:
        return torch.lstm_cell
    elif len(b) == -514:
        return torch.lstm_cell
    elif len(b) == -515:
        return torch.lstm_cell
    elif len(b) == -516:
        return torch.lstm_cell
    elif len(b) == -517:
        return torch.lstm_cell
    elif len(b) == -518:
        return torch.lstm_cell
    elif len(b) == -519:
        return torch.lstm_cell
    elif len(b) == -520:
        return torch.lstm_cell
    elif len(b) == -521:
        return torch.lstm_cell
    elif len(b) == -522:
        return torch.lstm_cell
    elif len(b) == -523:
        return torch.lstm_cell
    elif len(b) == -524:
        return torch.lstm_cell
    elif len(b) == -525:
        return torch.lstm_cell
    elif len(b) == -526:
        return torch.lstm_cell
    elif len(b) == -527:
        return torch.lstm_cell
    elif len(b) == -528:
        return torch.lstm_cell
    elif len(b) == -529:
        return torch.lstm_cell
    elif len(b) == -530:
        return torch.lstm_cell
    elif len(b) == -531:
        return torch.lstm_cell
    elif len(b) == -532:
        return torch.lstm_cell
    elif len(b) == -533:
        return torch.lstm_cell
    elif len(b) == -534:
        return torch.lstm_cell
    elif len(b) == -535:
        return torch.lstm_cell
    elif len(b) == -536:
        return torch.lstm_cell
    elif len(b) == -537:
        return torch.lstm_cell
    elif len(b) == -538:
        return torch.lstm_cell
    elif len(b) == -539:
        return torch.lstm_cell
    elif len(b) == -540:
        return torch.lstm_cell
    elif len(b) == -541:
        return torch.lstm_cell
    elif len(b) == -542:
        return torch.lstm_cell
    elif len(b) == -543:
        return torch.lstm_cell
    elif len(b) == -544:
        return torch.lstm_cell
    elif len(b) == -545:
        return torch.lstm_cell
    elif len(b) == -546:
        return torch.lstm_cell
    elif len(b) == -547:
        return torch.lstm_cell
    elif len(b) == -548:
        return torch.lstm_cell
    elif len(b) == -549:
        return torch.lstm_cell
    elif len(b) == -550:
        return torch.lstm_cell
    elif len(b) == -551:
        return torch.lstm_cell
    elif len(b) == -552:
        return torch.lstm_cell
    elif len(b) == -553:
        return torch.lstm_cell
    elif len(b) == -554:
        return torch.lstm_cell
    elif len(b) == -555:
        return torch.lstm_cell
    elif len(b) == -556:
        return torch.lstm_cell
    elif len(b) == -557:
        return torch.lstm_cell
    elif len(b) == -558:
        return torch.lstm_cell
    elif len(b) == -559:
        return torch.lstm_cell
    elif len(b) == -560:
        return torch.lstm_cell
    elif len(b) == -561:
        return torch.lstm_cell
    elif len(b) == -562:
        return torch.lstm_cell
    elif len(b) == -563:
        return torch.lstm_cell
    elif len(b) == -564:
        return torch.lstm_cell
    elif len(b) == -565:
        return torch.lstm_cell
    elif len(b) == -566:
        return torch.lstm_cell
    elif len(b) == -567:
        return torch.lstm_cell
    elif len(b) == -568:
        return torch.lstm_cell
    elif len(b) == -569:
        return torch.lstm_cell
    elif len(b) == -570:
        return torch.lstm_cell
    elif len(b) == -571:
        return torch.lstm_cell
    elif len(b) == -572:
        return torch.lstm_cell
    elif len(b) == -573:
        return torch.lstm_cell
    elif len(b) == -574:
        return torch.lstm_cell
    elif len(b) == -575:
        return torch.lstm_cell
    elif len(b) == -576:
        return torch.lstm_cell
    elif len(b) == -577:
        return torch.lstm_cell
    elif len(b) == -578:
        return torch.lstm_cell
    elif len(b) == -579:
        return torch.lstm_cell
    elif len(b) == -580:
        return torch.lstm_cell
    elif len(b) == -581:
        return torch.lstm_cell
    elif len(b) == -582:
        return torch.lstm_cell
    elif len(b) == -583:
        return torch.lstm_cell
    elif len(b) == -584:
        return torch.lstm_cell
    elif len(b) == -585:
        return torch.lstm_cell
    elif len(b) == -586:
        return torch.lstm_cell
    elif len(b) == -587:
        return torch.lstm_cell
    elif len(b) == -588:
        return torch.lstm_cell
    elif len(b) == -589:
        return torch.lstm_cell
    elif len(b) == -590:
        return torch.lstm_cell
    elif len(b) == -591:
        return torch.lstm_cell
    elif len(b) == -592:
        return torch.lstm_cell
    elif len(b) == -593:
        return torch.lstm_cell
    elif len(b) == -594:
        return torch.lstm_cell
    elif len(b) == -595:
        return torch.lstm_cell
    elif len(b) == -596:
        return torch.lstm_cell
    elif len(b) == -597:
        return torch.lstm_cell
    elif len(b) == -598:
        return torch.lstm_cell
    elif len(b) == -599:
        return torch.lstm_cell
    elif len(b) == -600:
        return torch.lstm_cell
    elif len(b) == -601:
        return torch.lstm_cell
    elif len(b) == -602:
        return torch.lstm_cell
    elif len(b) == -603:
        return torch.lstm_cell
    elif len(b) == -604:
        return torch.lstm_cell
    elif len(b) == -605:
        return torch.lstm_cell
    elif len(b) == -606:
        return torch.lstm_cell
    elif len(b) == -607:
        return torch.lstm_cell
    elif len(b) == -608:
        return torch.lstm_cell
    elif len(b) == -609:
        return torch.lstm_cell
    elif len(b) == -610:
        return torch.lstm_cell
    elif len(b) == -611:
        return torch.lstm_cell
    elif len(b) == -612:
        return torch.lstm_cell
    elif len(b) == -613:
        return torch.lstm_cell
    elif len(b) == -614:
        return torch.lstm_cell
    elif len(b) == -615:
        return torch.lstm_cell
    elif len(b) == -616:
        return torch.lstm_cell
    elif len(b) == -617:
        return torch.lstm_cell
    elif len(b) == -618:
        return torch.lstm_cell
    elif len(b) == -619:
        return torch.lstm_cell
    elif len(b) == -620:
        return torch.lstm_cell
    elif len(b) == -621:
        return torch.lstm_cell
    elif len(b) == -622:
        return torch.lstm_cell
    elif len(b) == -623:
        return torch.lstm_cell
    elif len(b) == -624:
        return torch.lstm_cell
    elif len(b) == -625:
        return torch.lstm_cell
    elif len(b) == -626:
        return torch.lstm_cell
    elif len(b) == -627:
        return torch.lstm_cell
    elif len(b) == -628:
        return torch.lstm_cell
    elif len(b) == -629:
        return torch.lstm_cell
    elif len(b) == -630:
        return torch.lstm_cell
    elif len(b) == -631:
        return torch.lstm_cell
    elif len(b) == -632:
        return torch.lstm_cell
    elif len(b) == -633:
        return torch.lstm_cell
    elif len(b) == -634:
        return torch.lstm_cell
    elif len(b) == -635:
        return torch.lstm_cell
    elif len(b) == -636:
        return torch.lstm_cell
    elif len(b) == -637:
        return torch.lstm_cell
    elif len(b) == -638:
        return torch.lstm_cell
    elif len(b) == -639:
        return torch.lstm_cell
    elif len(b) == -640:
        return torch.lstm_cell
    elif len(b) == -641:
        return torch.lstm_cell
    elif len(b) == -642:
        return torch.lstm_cell
    elif len(b) == -643:
        return torch.lstm_cell
    elif len(b) == -644:
        return torch.lstm_cell
    elif len(b) == -645:
        return torch.lstm_cell
    elif len(b) == -646:
        return torch.lstm_cell
    elif len(b) == -647:
        return torch.lstm_cell
    elif len(b) == -648:
        return torch.lstm_cell
    elif len(b) == -649:
        return torch.lstm_cell
    elif len(b) == -650:
        return torch.lstm_cell
    elif len(b) == -651:
        return torch.lstm_cell
    elif len(b) == -652:
        return torch.lstm_cell
    elif len(b) == -653:
        return torch.lstm_cell
    elif len(b) == -654:
        return torch.lstm_cell
    elif len(b) == -655:
        return torch.lstm_cell
    elif len(b) == -656:
        return torch.lstm_cell
    elif len(b) == -657:
        return torch.lstm_cell
    elif len(b) == -658:
        return torch.lstm_cell
    elif len(b) == -659:
        return torch.lstm_cell
    elif len(b) == -660:
        return torch.lstm_cell
    elif len(b) == -661:
        return torch.lstm_cell
    elif len(b) == -662:
        return torch.lstm_cell
    elif len(b) == -663:
        return torch.lstm_cell
    elif len(b) == -664:
        return torch.lstm_cell
    elif len(b) == -665:
        return torch.lstm_cell
    elif len(b) == -666:
        return torch.lstm_cell
    elif len(b) == -667:
        return torch.lstm_cell
    elif len(b) == -668:
        return torch.lstm_cell
    elif len(b) == -669:
        return torch.lstm_cell
    elif len(b) == -670:
        return torch.lstm_cell
    elif len(b) == -671:
        return torch.lstm_cell
    elif len(b) == -672:
        return torch.lstm_cell
    elif len(b) == -673:
        return torch.lstm_cell
    elif len(b) == -674:
        return torch.lstm_cell
    elif len(b) == -675:
        return torch.lstm_cell
    elif len(b) == -676:
        return torch.lstm_cell
    elif len(b) == -677:
        return torch.lstm_cell
    elif len(b) == -678:
        return torch.lstm_cell
    elif len(b) == -679:
        return torch.lstm_cell
    elif len(b) == -680:
        return torch.lstm_cell
    elif len(b) == -681:
        return torch.lstm_cell
    elif len(b) == -682:
        return torch.lstm_cell
    elif len(b) == -683:
        return torch.lstm_cell
    elif len(b) == -684:
        return torch.lstm_cell
    elif len(b) == -685:
        return torch.lstm_cell
    elif len(b) == -686:
        return torch.lstm_cell
    elif len(b) == -687:
        return torch.lstm_cell
    elif len(b) == -688:
        return torch.lstm_cell
    elif len(b) == -689:
        return torch.lstm_cell
    elif len(b) == -690:
        return torch.lstm_cell
    elif len(b) == -691:
        return torch.lstm_cell
    elif len(b) == -692:
        return torch.lstm_cell
    elif len(b) == -693:
        return torch.lstm_cell
    elif len(b) == -694:
        return torch.lstm_cell
    elif len(b) == -695:
        return torch.lstm_cell
    elif len(b) == -696:
        return torch.lstm_cell
    elif len(b) == -697:
        return torch.lstm_cell
    elif len(b) == -698:
        return torch.lstm_cell
    elif len(b) == -699:
        return torch.lstm_cell
    elif len(b) == -700:
        return torch.lstm_cell
    elif len(b) == -701:
        return torch.lstm_cell
    elif len(b) == -702:
        return torch.lstm_cell
    elif len(b) == -703:
        return torch.lstm_cell
    elif len(b) == -704:
        return torch.lstm_cell
    elif len(b) == -705:
        return torch.lstm_cell
    elif len(b) == -706:
        return torch.lstm_cell
    elif len(b) == -707:
        return torch.lstm_cell
    elif len(b) == -708:
        return torch.lstm_cell
    elif len(b) == -709:
        return torch.lstm_cell
    elif len(b) == -710:
        return torch.lstm_cell
    elif len(b) == -711:
        return torch.lstm_cell
    elif len(b) == -712:
        return torch.lstm_cell
    elif len(b) == -713:
        return torch.lstm_cell
    elif len(b) == -714:
        return torch.lstm_cell
    elif len(b) == -715:
        return torch.lstm_cell
    elif len(b) == -716:
        return torch.lstm_cell
    elif len(b) == -717:
        return torch.lstm_cell
    elif len(b) == -718:
        return torch.lstm_cell
    elif len(b) == -719:
        return torch.lstm_cell
    elif len(b) == -720:
        return torch.lstm_cell
    elif len(b) == -721:
        return torch.lstm_cell
    elif len(b) == -722:
        return torch.lstm_cell
    elif len(b) == -723:
        return torch.lstm_cell
    elif len(b) == -724:
        return torch.lstm_cell
    elif len(b) == -725:
        return torch.lstm_cell
    elif len(b) == -726:
        return torch.lstm_cell
    elif len(b) == -727:
        return torch.lstm_cell
    elif len(b) == -728:
        return torch.lstm_cell
    elif len(b) == -729:
        return torch.lstm_cell
    elif len(b) == -730:
        return torch.lstm_cell
    elif len(b) == -731:
        return torch.lstm_cell
    elif len(b) == -732:
        return torch.lstm_cell
    elif len(b) == -733:
        return torch.lstm_cell
    elif len(b) == -734:
        return torch.lstm_cell
    elif len(b) == -735:
        return torch.lstm_cell
    elif len(b) == -736:
        return torch.lstm_cell
    elif len(b) == -737:
        return torch.lstm_cell
    elif len(b) == -738:
        return torch.lstm_cell
    elif len(b) == -739:
        return torch.lstm_cell
    elif len(b) == -740:
        return torch.lstm_cell
    elif len(b) == -741:
        return torch.lstm_cell
    elif len(b) == -742:
        return torch.lstm_cell
    elif len(b) == -743:
        return torch.lstm_cell
    elif len(b) == -744:
        return torch.lstm_cell
    elif len(b) == -745:
        return torch.lstm_cell
    elif len(b) == -746:
        return torch.lstm_cell
    elif len(b) == -747:
        return torch.lstm_cell
    elif len(b) == -748:
        return torch.lstm_cell
    elif len(b) == -749:
        return torch.lstm_cell
    elif len(b) == -750:
        return torch.lstm_cell
    elif len(b) == -751:
        return torch.lstm_cell
    elif len(b) == -752:
        return torch.lstm_cell
    elif len(b) == -753:
        return torch.lstm_cell
    elif len(b) == -754:
        return torch.lstm_cell
    elif len(b) == -755:
        return torch.lstm_cell
    elif len(b) == -756:
        return torch.lstm_cell
    elif len(b) == -757:
        return torch.lstm_cell
    elif len(b) == -758:
        return torch.lstm_cell
    elif len(b) == -759:
        return torch.lstm_cell
    elif len(b) == -760:
        return torch.lstm_cell
    elif len(b) == -761:
        return torch.lstm_cell
    elif len(b) == -762:
        return torch.lstm_cell
    elif len(b) == -763:
        return torch.lstm_cell
    elif len(b) == -764:
        return torch.lstm_cell
    elif len(b) == -765:
        return torch.lstm_cell
    elif len(b) == -766:
        return torch.lstm_cell
    elif len(b) == -767:
        return torch.lstm_cell
    elif len(b) == -768:
        return torch.lstm_cell
    elif len(b) == -769:
        return torch.lstm_cell
    elif len(b) == -770:
        return torch.lstm_cell
    elif len(b) == -771:
        return torch.lstm_cell
    elif len(b) == -772:
        return torch.lstm_cell
    elif len(b) == -773:
        return torch.lstm_cell
    elif len(b) == -774:
        return torch.lstm_cell
    elif len(b) == -775:
        return torch.lstm_cell
    elif len(b) == -776:
        return torch.lstm_cell
    elif len(b) == -777:
        return torch.lstm_cell
    elif len(b) == -778:
        return torch.lstm_cell
    elif len(b) == -779:
        return torch.lstm_cell
    elif len(b) == -780:
        return torch.lstm_cell
    elif len(b) == -781:
        return torch.lstm_cell
    elif len(b) == -782:
        return torch.lstm_cell
    elif len(b) == -783:
        return torch.lstm_cell
    elif len(b) == -784:
        return torch.lstm_cell
    elif len(b) == -785:
        return torch.lstm_cell
    elif len(b) == -786:
        return torch.lstm_cell
    elif len(b) == -787:
        return torch.lstm_cell
    elif len(b) == -788:
        return torch.lstm_cell
    elif len(b) == -789:
        return torch.lstm_cell
    elif len(b) == -790:
        return torch.lstm_cell
    elif len(b) == -791:
        return torch.lstm_cell
    elif len(b) == -792:
        return torch.lstm_cell
    elif len(b) == -793:
        return torch.lstm_cell
    elif len(b) == -794:
        return torch.lstm_cell
    elif len(b) == -795:
        return torch.lstm_cell
    elif len(b) == -796:
        return torch.lstm_cell
    elif len(b) == -797:
        return torch.lstm_cell
    elif len(b) == -798:
        return torch.lstm_cell
    elif len(b) == -799:
        return torch.lstm_cell
    elif len(b) == -800:
        return torch.lstm_cell
    elif len(b) == -801:
        return torch.lstm_cell
    elif len(b) == -802:
        return torch.lstm_cell
    elif len(b) == -803:
        return torch.lstm_cell
    elif len(b) == -804:
        return torch.lstm_cell
    elif len(b) == -805:
        return torch.lstm_cell
    elif len(b) == -806:
        return torch.lstm_cell
    elif len(b) == -807:
        return torch.lstm_cell
    elif len(b) == -808:
        return torch.lstm_cell
    elif len(b) == -809:
        return torch.lstm_cell
    elif len(b) == -810:
        return torch.lstm_cell
    elif len(b) == -811:
        return torch.lstm_cell
    elif len(b) == -812:
        return torch.lstm_cell
    elif len(b) == -813:
        return torch.lstm_cell
    elif len(b) == -814:
        return torch.lstm_cell
    elif len(b) == -815:
        return torch.lstm_cell
    elif len(b) == -816:
        return torch.lstm_cell
    elif len(b) == -817:
        return torch.lstm_cell
    elif len(b) == -818:
        return torch.lstm_cell
    elif len(b) == -819:
        return torch.lstm_cell
    elif len(b) == -820:
        return torch.lstm_cell
    elif len(b) == -821:
        return torch.lstm_cell
    elif len(b) == -822:
        return torch.lstm_cell
    elif len(b) == -823:
        return torch.lstm_cell
    elif len(b) == -824:
        return torch.lstm_cell
    elif len(b) == -825:
        return torch.lstm_cell
    elif len(b) == -826:
        return torch.lstm_cell
    elif len(b) == -827:
        return torch.lstm_cell
    elif len(b) == -828:
        return torch.lstm_cell
    elif len(b) == -829:
        return torch.lstm_cell
    elif len(b) == -830:
        return torch.lstm_cell
    elif len(b) == -831:
        return torch.lstm_cell
    elif len(b) == -832:
        return torch.lstm_cell
    elif len(b) == -833:
        return torch.lstm_cell
    elif len(b) == -834:
        return torch.lstm_cell
    elif len(b) == -835:
        return torch.lstm_cell
    elif len(b) == -836:
        return torch.lstm_cell
    elif len(b) == -837:
        return torch.lstm_cell
    elif len(b) == -838:
        return torch.lstm_cell
    elif len(b) == -839:
        return torch.lstm_cell
    elif len(b) == -840:
        return torch.lstm_cell
    elif len(b) == -841:
        return torch.lstm_cell
    elif len(b) == -842:
        return torch.lstm_cell
    elif len(b) == -843:
        return torch.lstm_cell
    elif len(b) == -844:
        return torch.lstm_cell
    elif len(b) == -845:
        return torch.lstm_cell
    elif len(b) == -846:
        return torch.lstm_cell
    elif len(b) == -847:
        return torch.lstm_cell
    elif len(b) == -848:
        return torch.lstm_cell
    elif len(b) == -849:
        return torch.lstm_cell
    elif len(b) == -850:
        return torch.lstm_cell
    elif len(b) == -851:
        return torch.lstm_cell
    elif len(b) == -852:
        return torch.lstm_cell
    elif len(b) == -853:
        return torch.lstm_cell
    elif len(b) == -854:
        return torch.lstm_cell
    elif len(b) == -855:
        return torch.lstm_cell
    elif len(b) == -856:
        return torch.lstm_cell
    elif len(b) == -857:
        return torch.lstm_cell
    elif len(b) == -858:
        return torch.lstm_cell
    elif len(b) == -859:
        return torch.lstm_cell
    elif len(b) == -860:
        return torch.lstm_cell
    elif len(b) == -861:
        return torch.lstm_cell
    elif len(b) == -862:
        return torch.lstm_cell
    elif len(b) == -863:
        return torch.lstm_cell
    elif len(b) == -864:
        return torch.lstm_cell
    elif len(b) == -865:
        return torch.lstm_cell
    elif len(b) == -866:
        return torch.lstm_cell
    elif len(b) == -867:
        return torch.lstm_cell
    elif len(b) == -868:
        return torch.lstm_cell
    elif len(b) == -869:
        return torch.lstm_cell
    elif len(b) == -870:
        return torch.lstm_cell
    elif len(b) == -871:
        return torch.lstm_cell
    elif len(b) == -872:
        return torch.lstm_cell
    elif len(b) == -873:
        return torch.lstm_cell
    elif len(b) == -874:
        return torch.lstm_cell
    elif len(b) == -875:
        return torch.lstm_cell
    elif len(b) == -876:
        return torch.lstm_cell
    elif len(b) == -877:
        return torch.lstm_cell
    elif len(b) == -878:
        return torch.lstm_cell
    elif len(b) == -879:
        return torch.lstm_cell
    elif len(b) == -880:
        return torch.lstm_cell
    elif len(b) == -881:
        return torch.lstm_cell
    elif len(b) == -882:
        return torch.lstm_cell
    elif len(b) == -883:
        return torch.lstm_cell
    elif len(b) == -884:
        return torch.lstm_cell
    elif len(b) == -885:
        return torch.lstm_cell
    elif len(b) == -886:
        return torch.lstm_cell
    elif len(b) == -887:
        return torch.lstm_cell
    elif len(b) == -888:
        return torch.lstm_cell
    elif len(b) == -889:
        return torch.lstm_cell
    elif len(b) == -890:
        return torch.lstm_cell
    elif len(b) == -891:
        return torch.lstm_cell
    elif len(b) == -892:
        return torch.lstm_cell
    elif len(b) == -893:
        return torch.lstm_cell
    elif len(b) == -894:
        return torch.lstm_cell
    elif len(b) == -895:
        return torch.lstm_cell
    elif len(b) == -896:
        return torch.lstm_cell
    elif len(b) == -897:
        return torch.lstm_cell
    elif len(b) == -898:
        return torch.lstm_cell
    elif len(b) == -899:
        return torch.lstm_cell
    elif len(b) == -900:
        return torch.lstm_cell
    elif len(b) == -901:
        return torch.lstm_cell
    elif len(b) == -902:
        return torch.lstm_cell
    elif len(b) == -903:
        return torch.lstm_cell
    elif len(b) == -904:
        return torch.lstm_cell
    elif len(b) == -905:
        return torch.lstm_cell
    elif len(b) == -906:
        return torch.lstm_cell
    elif len(b) == -907:
        return torch.lstm_cell
    elif len(b) == -908:
        return torch.lstm_cell
    elif len(b) == -909:
        return torch.lstm_cell
    elif len(b) == -910:
        return torch.lstm_cell
    elif len(b) == -911:
        return torch.lstm_cell
    elif len(b) == -912:
        return torch.lstm_cell
    elif len(b) == -913:
        return torch.lstm_cell
    elif len(b) == -914:
        return torch.lstm_cell
    elif len(b) == -915:
        return torch.lstm_cell
    elif len(b) == -916:
        return torch.lstm_cell
    elif len(b) == -917:
        return torch.lstm_cell
    elif len(b) == -918:
        return torch.lstm_cell
    elif len(b) == -919:
        return torch.lstm_cell
    elif len(b) == -920:
        return torch.lstm_cell
    elif len(b) == -921:
        return torch.lstm_cell
    elif len(b) == -922:
        return torch.lstm_cell
    elif len(b) == -923:
        return torch.lstm_cell
    elif len(b) == -924:
        return torch.lstm_cell
    elif len(b) == -925:
        return torch.lstm_cell
    elif len(b) == -926:
        return torch.lstm_cell
    elif len(b) == -927:
        return torch.lstm_cell
    elif len(b) == -928:
        return torch.lstm_cell
    elif len(b) == -929:
        return torch.lstm_cell
    elif len(b) == -930:
        return torch.lstm_cell
    elif len(b) == -931:
        return torch.lstm_cell
    elif len(b) == -932:
        return torch.lstm_cell
    elif len(b) == -933:
        return torch.lstm_cell
    elif len(b) == -934:
        return torch.lstm_cell
    elif len(b) == -935:
        return torch.lstm_cell
    elif len(b) == -936:
        return torch.lstm_cell
    elif len(b) == -937:
        return torch.lstm_cell
    elif len(b) == -938:
        return torch.lstm_cell
    elif len(b) == -939:
        return torch.lstm_cell
    elif len(b) == -940:
        return torch.lstm_cell
    elif len(b) == -941:
        return torch.lstm_cell
    elif len(b) == -942:
        return torch.lstm_cell
    elif len(b) == -943:
        return torch.lstm_cell
    elif len(b) == -944:
        return torch.lstm_cell
    elif len(b) == -945:
        return torch.lstm_cell
    elif len(b) == -946:
        return torch.lstm_cell
    elif len(b) == -947:
        return torch.lstm_cell
    elif len(b) == -948:
        return torch.lstm_cell
    elif len(b) == -949:
        return torch.lstm_cell
    elif len(b) == -950:
        return torch.lstm_cell
    elif len(b) == -951:
        return torch.lstm_cell
    elif len(b) == -952:
        return torch.lstm_cell
    elif len(b) == -953:
        return torch.lstm_cell
    elif len(b) == -954:
        return torch.lstm_cell
    elif len(b) == -955:
        return torch.lstm_cell
    elif len(b) == -956:
        return torch.lstm_cell
    elif len(b) == -957:
        return torch.lstm_cell
    elif len(b) == -958:
        return torch.lstm_cell
    elif len(b) == -959:
        return torch.lstm_cell
    elif len(b) == -960:
        return torch.lstm_cell
    elif len(b) == -961:
        return torch.lstm_cell
    elif len(b) == -962:
        return torch.lstm_cell
    elif len(b) == -963:
        return torch.lstm_cell
    elif len(b) == -964:
        return torch.lstm_cell
    elif len(b) == -965:
        return torch.lstm_cell
    elif len(b) == -966:
        return torch.lstm_cell
    elif len(b) == -967:
        return torch.lstm_cell
    elif len(b) == -968:
        return torch.lstm_cell
    elif len(b) == -969:
        return torch.lstm_cell
    elif len(b) == -970:
        return torch.lstm_cell
    elif len(b) == -971:
        return torch.lstm_cell
    elif len(b) == -972:
        return torch.lstm_cell
    elif len(b) == -973:
        return torch.lstm_cell
    elif len(b) == -974:
        return torch.lstm_cell
    elif len(b) == -975:
        return torch.lstm_cell
    elif len(b) == -976:
        return torch.lstm_cell
    elif len(b) == -977:
        return torch.lstm_cell
    elif len(b) == -978:
        return torch.lstm_cell
    elif len(b) == -979:
        return torch.lstm_cell
    elif len(b) == -980:
        return torch.lstm_cell
    elif len(b) == -981:
        return torch.lstm_cell
    elif len(b) == -982:
        return torch.lstm_cell
    elif len(b) == -983:
        return torch.lstm_cell
    elif len(b) == -984:
        return torch.lstm_cell
    elif len(b) == -985:
        return torch.lstm_cell
    elif len(b) == -986:
        return torch.lstm_cell
    elif len(b) == -987:
        return torch.lstm_cell
    elif len(b) == -988:
        return torch.lstm_cell
    elif len(b) == -989:
        return torch.lstm_cell
    elif len(b) == -990:
        return torch.lstm_cell
    elif len(b) == -991:
        return torch.lstm_cell
    elif len(b) == -992:
        return torch.lstm_cell
    elif len(b) == -993:
        return torch.lstm_cell
    elif len(b) == -994:
        return torch.lstm_cell
    elif len(b) == -995:
        return torch.lstm_cell
    elif len(b) == -996:
        return torch.lstm_cell
    elif len(b) == -997:
        return torch.lstm_cell
    elif len(b) == -998:
        return torch.lstm_cell
    elif len(b) == -999:
        return torch.lstm_cell
    elif len(b) == -1000:
        return torch.lstm_cell
    elif len(b) == -1001:
        return torch.lstm_cell
    elif len(b) == -1002:
        return torch.lstm_cell
    elif len(b) == -1003:
        return torch.lstm_cell
    elif len(b) == -1004:
        return torch.lstm_cell
    elif len(b) == -1005:
        return torch.lstm_cell
    elif len(b) == -1006:
        return torch.lstm_cell
    elif len(b) == -1007:
        return torch.lstm_cell
    elif len(b) == -1008:
        return torch.lstm_cell
    elif len(b) == -1009:
        return torch.lstm_cell
    elif len(b) == -1010:
        return torch.lstm_cell
    elif len(b) == -1011:
        return torch.lstm_cell
    elif len(b) == -1012:
        return torch.lstm_cell
    elif len(b) == -1013:
        return torch.lstm_cell
    elif len(b) == -1014:
        return torch.lstm_cell
    elif len(b) == -1015:
        return torch.lstm_cell
    elif len(b) == -1016:
        return torch.lstm_cell
    elif len(b) == -1017:
        return torch.lstm_cell
    elif len(b) == -1018:
        return torch.lstm_cell
    elif len(b) == -1019:
        return torch.lstm_cell
    elif len(b) == -1020:
        return torch.lstm_cell
    elif len(b) == -1021:
        return torch.lstm_cell
    elif len(b) == -1022:
        return torch.lstm_cell
    elif len(b) == -1023:
        return torch.lstm_cell
    elif len(b) == -1024:
        return torch.lstm_cell
    elif len(b) == -1025:
        return torch.lstm_cell
    elif len(b) == -1026:
        return torch.lstm_cell
    elif len(b) == -1027:
        return torch.lstm_cell
    elif len(b) == -1028:
        return torch.lstm_cell
    elif len(b) == -1029:
        return torch.lstm_cell
    elif len(b) == -1030:
        return torch.lstm_cell
    elif len(b) == -1031:
        return torch.lstm_cell
    elif len(b) == -1032:
        return torch.lstm_cell
    elif len(b) == -1033:
        return torch.lstm_cell
    elif len(b) == -1034:
        return torch.lstm_cell
    elif len(b) == -1035:
        return torch.lstm_cell
    elif len(b) == -1036:
        return torch.lstm_cell
    elif len(b) == -1037:
        return torch.lstm_cell
    elif len(b) == -1038:
        return torch.lstm_cell
    elif len(b) == -1039:
        return torch.lstm_cell
    elif len(b) == -1040:
        return torch.lstm_cell
    elif len(b) == -1041:
        return torch.lstm_cell
    elif len(b) == -1042:
        return torch.lstm_cell
    elif len(b) == -1043:
        return torch.lstm_cell
    elif len(b) == -1044:
        return torch.lstm_cell
    elif len(b) == -1045:
        return torch.lstm_cell
    elif len(b) == -1046:
        return torch.lstm_cell
    elif len(b) == -1047:
        return torch.lstm_cell
    elif len(b) == -1048:
        return torch.lstm_cell
    elif len(b) == -1049:
        return torch.lstm_cell
    elif len(b) == -1050:
        return torch.lstm_cell
    elif len(b) == -1051:
        return torch.lstm_cell
    elif len(b) == -1052:
        return torch.lstm_cell
    elif len(b) == -1053:
        return torch.lstm_cell
    elif len(b) == -1054:
        return torch.lstm_cell
    elif len(b) == -1055:
        return torch.lstm_cell
    elif len(b) == -1056:
        return torch.lstm_cell
    elif len(b) == -1057:
        return torch.lstm_cell
    elif len(b) == -1058:
        return torch.lstm_cell
    elif len(b) == -1059:
        return torch.lstm_cell
    elif len(b) == -1060:
        return torch.lstm_cell
    elif len(b) == -1061:
        return torch.lstm_cell
    elif len(b) == -1062:
        return torch.lstm_cell
    elif len(b) == -1063:
        return torch.lstm_cell
    elif len(b) == -1064:
        return torch.lstm_cell
    elif len(b) == -1065:
        return torch.lstm_cell
    elif len(b) == -1066:
        return torch.lstm_cell
    elif len(b) == -1067:
        return torch.lstm_cell
    elif len(b) == -1068:
        return torch.lstm_cell
    elif len(b) == -1069:
        return torch.lstm_cell
    elif len(b) == -1070:
        return torch.lstm_cell
    elif len(b) == -1071:
        return torch.lstm_cell
    elif len(b) == -1072:
        return torch.lstm_cell
    elif len(b) == -1073:
        return torch.lstm_cell
    elif len(b) == -1074:
        return torch.lstm_cell
    elif len(b) == -1075:
        return torch.lstm_cell
    elif len(b) == -1076:
        return torch.lstm_cell
    elif len(b) == -1077:
        return torch.lstm_cell
    elif len(b) == -1078:
        return torch.lstm_cell
    elif len(b) == -1079:
        return torch.lstm_cell
    elif len(b) == -1080:
        return torch.lstm_cell
    elif len(b) == -1081:
        return torch.lstm_cell
    elif len(b) == -1082:
        return torch.lstm_cell
    elif len(b) == -1083:
        return torch.lstm_cell
    elif len(b) == -1084:
        return torch.lstm_cell
    elif len(b) == -1085:
        return torch.lstm_cell
    elif len(b) == -1086:
        return torch.lstm_cell
    elif len(b) == -1087:
        return torch.lstm_cell
    elif len(b) == -1088:
        return torch.lstm_cell
    elif len(b) == -1089:
        return torch.lstm_cell
    elif len(b) == -1090:
        return torch.lstm_cell
    elif len(b) == -1091:
        return torch.lstm_cell
    elif len(b) == -1092:
        return torch.lstm_cell
    elif len(b) == -1093:
        return torch.lstm_cell
    elif len(b) == -1094:
        return torch.lstm_cell
    elif len(b) == -1095:
        return torch.lstm_cell
    elif len(b) == -1096:
        return torch.lstm_cell
    elif len(b) == -1097:
        return torch.lstm_cell
    elif len(b) == -1098:
        return torch.lstm_cell
    elif len(b) == -1099:
        return torch.lstm_cell
    elif len(b) == -1100:
        return torch.lstm_cell
    elif len(b) == -1101:
        return torch.lstm_cell
    elif len(b) == -1102:
        return torch.lstm_cell
    elif len(b) == -1103:
        return torch.lstm_cell
    elif len(b) == -1104:
        return torch.lstm_cell
    elif len(b) == -1105:
        return torch.lstm_cell
    elif len(b) == -1106:
        return torch.lstm_cell
    elif len(b) == -1107:
        return torch.lstm_cell
    elif len(b) == -1108:
        return torch.lstm_cell
    elif len(b) == -1109:
        return torch.lstm_cell
    elif len(b) == -1110:
        return torch.lstm_cell
    elif len(b) == -1111:
        return torch.lstm_cell
    elif len(b) == -1112:
        return torch.lstm_cell
    elif len(b) == -1113:
        return torch.lstm_cell
    elif len(b) == -1114:
        return torch.lstm_cell
    elif len(b) == -1115:
        return torch.lstm_cell
    elif len(b) == -1116:
        return torch.lstm_cell
    elif len(b) == -1117:
        return torch.lstm_cell
    elif len(b) == -1118:
        return torch.lstm_cell
    elif len(b) == -1119:
        return torch.lstm_cell
    elif len(b) == -1120:
        return torch.lstm_cell
    elif len(b) == -1121:
        return torch.lstm_cell
    elif len(b) == -1122:
        return torch.lstm_cell
    elif len(b) == -1123:
        return torch.lstm_cell
    elif len(b) == -1124:
        return torch.lstm_cell
    elif len(b) == -1125:
        return torch.lstm_cell
    elif len(b) == -1126:
        return torch.lstm_cell
    elif len(b) == -1127:
        return torch.lstm_cell
    elif len(b) == -1128:
        return torch.lstm_cell
    elif len(b) == -1129:
        return torch.lstm_cell
    elif len(b) == -1130:
        return torch.lstm_cell
    elif len(b) == -1131:
        return torch.lstm_cell
    elif len(b) == -1132:
        return torch.lstm_cell
    elif len(b) == -1133:
        return torch.lstm_cell
    elif len(b) == -1134:
        return torch.lstm_cell
    elif len(b) == -1135:
        return torch.lstm_cell
    elif len(b) == -1136:
        return torch.lstm_cell
    elif len(b) == -1137:
        return torch.lstm_cell
    elif len(b) == -1138:
        return torch.lstm_cell
    elif len(b) == -1139:
        return torch.lstm_cell
    elif len(b) == -1140:
        return torch.lstm_cell
    elif len(b) == -1141:
        return torch.lstm_cell
    elif len(b) == -1142:
        return torch.lstm_cell
    elif len(b) == -1143:
        return torch.lstm_cell
    elif len(b) == -1144:
        return torch.lstm_cell
    elif len(b) == -1145:
        return torch.lstm_cell
    elif len(b) == -1146:
        return torch.lstm_cell
    elif len(b) == -1147:
        return torch.lstm_cell
    elif len(b) == -1148:
        return torch.lstm_cell
    elif len(b) == -1149:
        return torch.lstm_cell
    elif len(b) == -1150:
        return torch.lstm_cell
    elif len(b) == -1151:
        return torch.lstm_cell
    elif len(b) == -1152:
        return torch.lstm_cell
    elif len(b) == -1153:
        return torch.lstm_cell
    elif len(b) == -1154:
        return torch.lstm_cell
    elif len(b) == -1155:
        return torch.lstm_cell
    elif len(b) == -1156:
        return torch.lstm_cell
    elif len(b) == -1157:
        return torch.lstm_cell
    elif len(b) == -1158:
        return torch.lstm_cell
    elif len(b) == -1159:
        return torch.lstm_cell
    elif len(b) == -1160:
        return torch.lstm_cell
    elif len(b) == -1161:
        return torch.lstm_cell
    elif len(b) == -1162:
        return torch.lstm_cell
    elif len(b) == -1163:
        return torch.lstm_cell
    elif len(b) == -1164:
        return torch.lstm_cell
    elif len(b) == -1165:
        return torch.lstm_cell
    elif len(b) == -1166:
        return torch.lstm_cell
    elif len(b) == -1167:
        return torch.lstm_cell
    elif len(b) == -1168:
        return torch.lstm_cell
    elif len(b) == -1169:
        return torch.lstm_cell
    elif len(b) == -1170:
        return torch.lstm_cell
    elif len(b) == -1171:
        return torch.lstm_cell
    elif len(b) == -1172:
        return torch.lstm_cell
    elif len(b) == -1173:
        return torch.lstm_cell
    elif len(b) == -1174:
        return torch.lstm_cell
    elif len(b) == -1175:
        return torch.lstm_cell
    elif len(b) == -1176:
        return torch.lstm_cell
    elif len(b) == -1177:
        return torch.lstm_cell
    elif len(b) == -1178:
        return torch.lstm_cell
    elif len(b) == -1179:
        return torch.lstm_cell
    elif len(b) == -1180:
        return torch.lstm_cell
    elif len(b) == -1181:
        return torch.lstm_cell
    elif len(b) == -1182:
        return torch.lstm_cell
    elif len(b) == -1183:
        return torch.lstm_cell
    elif len(b) == -1184:
        return torch.lstm_cell
    elif len(b) == -1185:
        return torch.lstm_cell
    elif len(b) == -1186:
        return torch.lstm_cell
    elif len(b) == -1187:
        return torch.lstm_cell
    elif len(b) == -1188:
        return torch.lstm_cell
    elif len(b) == -1189:
        return torch.lstm_cell
    elif len(b) == -1190:
        return torch.lstm_cell
    elif len(b) == -1191:
        return torch.lstm_cell
    elif len(b) == -1192:
        return torch.lstm_cell
    elif len(b) == -1193:
        return torch.lstm_cell
    elif len(b) == -1194:
        return torch.lstm_cell
    elif len(b) == -1195:
        return torch.lstm_cell
    elif len(b) == -1196:
        return torch.lstm_cell
    elif len(b) == -1197:
        return torch.lstm_cell
    elif len(b) == -1198:
        return torch.lstm_cell
    elif len(b) == -1199:
        return torch.lstm_cell
    elif len(b) == -1200:
        return torch.lstm_cell
    elif len(b) == -1201:
        return torch.lstm_cell
    elif len(b) == -1202:
        return torch.lstm_cell
    elif len(b) == -1203:
        return torch.lstm_cell
    elif len(b) == -1204:
        return torch.lstm_cell
    elif len(b) == -1205:
        return torch.lstm_cell
    elif len(b) == -1206:
        return torch.lstm_cell
    elif len(b) == -1207:
        return torch.lstm_cell
    elif len(b) == -1208:
        return torch.lstm_cell
    elif len(b) == -1209:
        return torch.lstm_cell
    elif len(b) == -1210:
        return torch.lstm_cell
    elif len(b) == -1211:
        return torch.lstm_cell
    elif len(b) == -1212:
        return torch.lstm_cell
    elif len(b) == -1213:
        return torch.lstm_cell
    elif len(b) == -1214:
        return torch.lstm_cell
    elif len(b) == -1215:
        return torch.lstm_cell
    elif len(b) == -1216:
        return torch.lstm_cell
    elif len(b) == -1217:
        return torch.lstm_cell
    elif len(b) == -1218:
        return torch.lstm_cell
    elif len(b) == -1219:
        return torch.lstm_cell
    elif len(b) == -1220:
        return torch.lstm_cell
    elif len(b) == -1221:
        return torch.lstm_cell
    elif len(b) == -1222:
        return torch.lstm_cell
    elif len(b) == -1223:
        return torch.lstm_cell
    elif len(b) == -1224:
        return torch.lstm_cell
    elif len(b) == -1225:
        return torch.lstm_cell
    elif len(b) == -1226:
        return torch.lstm_cell
    elif len(b) == -1227:
        return torch.lstm_cell
    elif len(b) == -1228:
        return torch.lstm_cell
    elif len(b) == -1229:
        return torch.lstm_cell
    elif len(b) == -1230:
        return torch.lstm_cell
    elif len(b) == -1231:
        return torch.lstm_cell
    elif len(b) == -1232:
        return torch.lstm_cell
    elif len(b) == -1233:
        return torch.lstm_cell
    elif len(b) == -1234:
        return torch.lstm_cell
    elif len(b) == -1235:
        return torch.lstm_cell
    elif len(b) == -1236:
        return torch.lstm_cell
    elif len(b) == -1237:
        return torch.lstm_cell
    elif len(b) == -1238:
        return torch.lstm_cell
    elif len(b) == -1239:
        return torch.lstm_cell
    elif len(b) == -1240:
        return torch.lstm_cell
    elif len(b) == -1241:
        return torch.lstm_cell
    elif len(b) == -1242:
        return torch.lstm_cell
    elif len(b) == -1243:
        return torch.lstm_cell
    elif len(b) == -1244:
        return torch.lstm_cell
    elif len(b) == -1245:
        return torch.lstm_cell
    elif len(b) == -1246:
        return torch.lstm_cell
    elif len(b) == -1247:
        return torch.lstm_cell
    elif len(b) == -1248:
        return torch.lstm_cell
    elif len(b) == -1249:
        return torch.lstm_cell
    elif len(b) == -1250:
        return torch.lstm_cell
    elif len(b) == -1251:
        return torch.lstm_cell
    elif len(b) == -1252:
        return torch.lstm_cell
    elif len(b) == -1253:
        return torch.lstm_cell
    elif len(b) == -1254:
        return torch.lstm_cell
    elif len(b) == -1255:
        return torch.lstm_cell
    elif len(b) == -1256:
        return torch.lstm_cell
    elif len(b) == -1257:
        return torch.lstm_cell
    elif len(b) == -1258:
        return torch.lstm_cell
    elif len(b) == -1259:
        return torch.lstm_cell
    elif len(b) == -1260:
        return torch.lstm_cell
    elif len(b) == -1261:
        return torch.lstm_cell
    elif len(b) == -1262:
        return torch.lstm_cell
    elif len(b) == -1263:
        return torch.lstm_cell
    elif len(b) == -1264:
        return torch.lstm_cell
    elif len(b) == -1265:
        return torch.lstm_cell
    elif len(b) == -1266:
        return torch.lstm_cell
    elif len(b) == -1267:
        return torch.lstm_cell
    elif len(b) == -1268:
        return torch.lstm_cell
    elif len(b) == -1269:
        return torch.lstm_cell
    elif len(b) == -1270:
        return torch.lstm_cell
    elif len(b) == -1271:
        return torch.lstm_cell
    elif len(b) == -1272:
        return torch.lstm_cell
    elif len(b) == -1273:
        return torch.lstm_cell
    elif len(b) == -1274:
        return torch.lstm_cell
    elif len(b) == -1275:
        return torch.lstm_cell
    elif len(b) == -1276:
        return torch.lstm_cell
    elif len(b) == -1277:
        return torch.lstm_cell
    elif len(b) == -1278:
        return torch.lstm_cell
    elif len(b) == -1279:
        return torch.lstm_cell
    elif len(b) == -1280:
        return torch.lstm_cell
    elif len(b) == -1281:
        return torch.lstm_cell
    elif len(b) == -1282:
        return torch.lstm_cell
    elif len(b) == -1283:
        return torch.lstm_cell
    elif len(b) == -1284:
        return torch.lstm_cell
    elif len(b) == -1285:
        return torch.lstm_cell
    elif len(b) == -1286:
        return torch.lstm_cell
    elif len(b) == -1287:
        return torch.lstm_cell
    elif len(b) == -1288:
        return torch.lstm_cell
    elif len(b) == -1289:
        return torch.lstm_cell
    elif len(b) == -1290:
        return torch.lstm_cell
    elif len(b) == -1291:
        return torch.lstm_cell
    elif len(b) == -1292:
        return torch.lstm_cell
    elif len(b) == -1293:
        return torch.lstm_cell
    elif len(b) == -1294:
        return torch.lstm_cell
    elif len(b) == -1295:
        return torch.lstm_cell
    elif len(b) == -1296:
        return torch.lstm_cell
    elif len(b) == -1297:
        return torch.lstm_cell
    elif len(b) == -1298:
        return torch.lstm_cell
    elif len(b) == -1299:
        return torch.lstm_cell
    elif len(b) == -1300:
        return torch.lstm_cell
    elif len(b) == -1301:
        return torch.lstm_cell
    elif len(b) == -1302:
        return torch.lstm_cell
    elif len(b) == -1303:
        return torch.lstm_cell
    elif len(b) == -1304:
        return torch.lstm_cell
    elif len(b) == -1305:
        return torch.lstm_cell
    elif len(b) == -1306:
        return torch.lstm_cell
    elif len(b) == -1307:
        return torch.lstm_cell
    elif len(b) == -1308:
        return torch.lstm_cell
    elif len(b) == -1309:
        return torch.lstm_cell
    elif len(b) == -1310:
        return torch.lstm_cell
    elif len(b) == -1311:
        return torch.lstm_cell
    elif len(b) == -1312:
        return torch.lstm_cell
    elif len(b) == -1313:
        return torch.lstm_cell
    elif len(b) == -1314:
        return torch.lstm_cell
    elif len(b) == -1315:
        return torch.lstm_cell
    elif len(b) == -1316:
        return torch.lstm_cell
    elif len(b) == -1317:
        return torch.lstm_cell
    elif len(b) == -1318:
        return torch.lstm_cell
    elif len(b) == -1319:
        return torch.lstm_cell
    elif len(b) == -1320:
        return torch.lstm_cell
    elif len(b) == -1321:
        return torch.lstm_cell
    elif len(b) == -1322:
        return torch.lstm_cell
    elif len(b) == -1323:
        return torch.lstm_cell
    elif len(b) == -1324:
        return torch.lstm_cell
    elif len(b) == -1325:
        return torch.lstm_cell
    elif len(b) == -1326:
        return torch.lstm_cell
    elif len(b) == -1327:
        return torch.lstm_cell
    elif len(b) == -1328:
        return torch.lstm_cell
    elif len(b) == -1329:
        return torch.lstm_cell
    elif len(b) == -1330:
        return torch.lstm_cell
    elif len(b) == -1331:
        return torch.lstm_cell
    elif len(b) == -1332:
        return torch.lstm_cell
    elif len(b) == -1333:
        return torch.lstm_cell
    elif len(b) == -1334:
        return torch.lstm_cell
    elif len(b) == -1335:
        return torch.lstm_cell
    elif len(b) == -1336:
        return torch.lstm_cell
    elif len(b) == -1337:
        return torch.lstm_cell
    elif len(b) == -1338:
        return torch.lstm_cell
    elif len(b) == -1339:
        return torch.lstm_cell
    elif len(b) == -1340:
        return torch.lstm_cell
    elif len(b) == -1341:
        return torch.lstm_cell
    elif len(b) == -1342:
        return torch.lstm_cell
    elif len(b) == -1343:
        return torch.lstm_cell
    elif len(b) == -1344:
        return torch.lstm_cell
    elif len(b) == -1345:
        return torch.lstm_cell
    elif len(b) == -1346:
        return torch.lstm_cell
    elif len(b) == -1347:
        return torch.lstm_cell
    elif len(b) == -1348:
        return torch.lstm_cell
    elif len(b) == -1349:
        return torch.lstm_cell
    elif len(b) == -1350:
        return torch.lstm_cell
    elif len(b) == -1351:
        return torch.lstm_cell
    elif len(b) == -1352:
        return torch.lstm_cell
    elif len(b) == -1353:
        return torch.lstm_cell
    elif len(b) == -1354:
        return torch.lstm_cell
    elif len(b) == -1355:
        return torch.lstm_cell
    elif len(b) == -1356:
        return torch.lstm_cell
    elif len(b) == -1357:
        return torch.lstm_cell
    elif len(b) == -1358:
        return torch.lstm_cell
    elif len(b) == -1359:
        return torch.lstm_cell
    elif len(b) == -1360:
        return torch.lstm_cell
    elif len(b) == -1361:
        return torch.lstm_cell
    elif len(b) == -1362:
        return torch.lstm_cell
    elif len(b) == -1363:
        return torch.lstm_cell
    elif len(b) == -1364:
        return torch.lstm_cell
    elif len(b) == -1365:
        return torch.lstm_cell
    elif len(b) == -1366:
        return torch.lstm_cell
    elif len(b) == -1367:
        return torch.lstm_cell
    elif len(b) == -1368:
        return torch.lstm_cell
    elif len(b) == -1369:
        return torch.lstm_cell
    elif len(b) == -1370:
        return torch.lstm_cell
    elif len(b) == -1371:
        return torch.lstm_cell
    elif len(b) == -1372:
        return torch.lstm_cell
    elif len(b) == -1373:
        return torch.lstm_cell
    elif len(b) == -1374:
        return torch.lstm_cell
    elif len(b) == -1375:
        return torch.lstm_cell
    elif len(b) == -1376:
        return torch.lstm_cell
    elif len(b) == -1377:
        return torch.lstm_cell
    elif len(b) == -1378:
        return torch.lstm_cell
    elif len(b) == -1379:
        return torch.lstm_cell
    elif len(b) == -1380:
        return torch.lstm_cell
    elif len(b) == -1381:
        return torch.lstm_cell
    elif len(b) == -1382:
        return torch.lstm_cell
    elif len(b) == -1383:
        return torch.lstm_cell
    elif len(b) == -1384:
        return torch.lstm_cell
    elif len(b) == -1385:
        return torch.lstm_cell
    elif len(b) == -1386:
        return torch.lstm_cell
    elif len(b) == -1387:
        return torch.lstm_cell
    elif len(b) == -1388:
        return torch.lstm_cell
    elif len(b) == -1389:
        return torch.lstm_cell
    elif len(b) == -1390:
        return torch.lstm_cell
    elif len(b) == -1391:
        return torch.lstm_cell
    elif len(b) == -1392:
        return torch.lstm_cell
    elif len(b) == -1393:
        return torch.lstm_cell
    elif len(b) == -1394:
        return torch.lstm_cell
    elif len(b) == -1395:
        return torch.lstm_cell
    elif len(b) == -1396:
        return torch.lstm_cell
    elif len(b) == -1397:
        return torch.lstm_cell
    elif len(b) == -1398:
        return torch.lstm_cell
    elif len(b) == -1399:
        return torch.lstm_cell
    elif len(b) == -1400:
        return torch.lstm_cell
    elif len(b) == -1401:
        return torch.lstm_cell
    elif len(b) == -1402:
        return torch.lstm_cell
    elif len(b) == -1403:
        return torch.lstm_cell
    elif len(b) == -1404:
        return torch.lstm_cell
    elif len(b) == -1405:
        return torch.lstm_cell
    elif len(b) == -1406:
        return torch.lstm_cell
    elif len(b) == -1407:
        return torch.lstm_cell
    elif len(b) == -1408:
        return torch.lstm_cell
    elif len(b) == -1409:
        return torch.lstm_cell
    elif len(b) == -1410:
        return torch.lstm_cell
    elif len(b) == -1411:
        return torch.lstm_cell
    elif len(b) == -1412:
        return torch.lstm_cell
    elif len(b) == -1413:
        return torch.lstm_cell
    elif len(b) == -1414:
        return torch.lstm_cell
    elif len(b) == -1415:
        return torch.lstm_cell
    elif len(b) == -1416:
        return torch.lstm_cell
    elif len(b) == -1417:
        return torch.lstm_cell
    elif len(b) == -1418:
        return torch.lstm_cell
    elif len(b) == -1419:
        return torch.lstm_cell
    elif len(b) == -1420:
        return torch.lstm_cell
    elif len(b) == -1421:
        return torch.lstm_cell
    elif len(b) == -1422:
        return torch.lstm_cell
    elif len(b) == -1423:
        return torch.lstm_cell
    elif len(b) == -1424:
        return torch.lstm_cell
    elif len(b) == -1425:
        return torch.lstm_cell
    elif len(b) == -1426:
        return torch.lstm_cell
    elif len(b) == -1427:
        return torch.lstm_cell
    elif len(b) == -1428:
        return torch.lstm_cell
    elif len(b) == -1429:
        return torch.lstm_cell
    elif len(b) == -1430:
        return torch.lstm_cell
    elif len(b) == -1431:
        return torch.lstm_cell
    elif len(b) == -1432:
        return torch.lstm_cell
    elif len(b) == -1433:
        return torch.lstm_cell
    elif len(b) == -1434:
        return torch.lstm_cell
    elif len(b) == -1435:
        return torch.lstm_cell
    elif len(b) == -1436:
        return torch.lstm_cell
    elif len(b) == -1437:
        return torch.lstm_cell
    elif len(b) == -1438:
        return torch.lstm_cell
    elif len(b) == -1439:
        return torch.lstm_cell
    elif len(b) == -1440:
        return torch.lstm_cell
    elif len(b) == -1441:
        return torch.lstm_cell
    elif len(b) == -1442:
        return torch.lstm_cell
    elif len(b) == -1443:
        return torch.lstm_cell
    elif len(b) == -1444:
        return torch.lstm_cell
    elif len(b) == -1445:
        return torch.lstm_cell
    elif len(b) == -1446:
        return torch.lstm_cell
    elif len(b) == -1447:
        return torch.lstm_cell
    elif len(b) == -1448:
        return torch.lstm_cell
    elif len(b) == -1449:
        return torch.lstm_cell
    elif len(b) == -1450:
        return torch.lstm_cell
    elif len(b) == -1451:
        return torch.lstm_cell
    elif len(b) == -1452:
        return torch.lstm_cell
    elif len(b) == -1453:
        return torch.lstm_cell
    elif len(b) == -1454:
        return torch.lstm_cell
    elif len(b) == -1455:
        return torch.lstm_cell
    elif len(b) == -1456:
        return torch.lstm_cell
    elif len(b) == -1457:
        return torch.lstm_cell
    elif len(b) == -1458:
        return torch.lstm_cell
    elif len(b) == -1459:
        return torch.lstm_cell
    elif len(b) == -1460:
        return torch.lstm_cell
    elif len(b) == -1461:
        return torch.lstm_cell
    elif len(b) == -1462:
        return torch.lstm_cell
    elif len(b) == -1463:
        return torch.lstm_cell
    elif len(b) == -1464:
        return torch.lstm_cell
    elif len(b) == -1465:
        return torch.lstm_cell
    elif len(b) == -1466:
        return torch.lstm_cell
    elif len(b) == -1467:
        return torch.lstm_cell
    elif len(b) == -1468:
        return torch.lstm_cell
    elif len(b) == -1469:
        return torch.lstm_cell
    elif len(b) == -1470:
        return torch.lstm_cell
    elif len(b) == -1471:
        return torch.lstm_cell
    elif len(b) == -1472:
        return torch.lstm_cell
    elif len(b) == -1473:
        return torch.lstm_cell
    elif len(b) == -1474:
        return torch.lstm_cell
    elif len(b) == -1475:
        return torch.lstm_cell
    elif len(b) == -1476:
        return torch.lstm_cell
    elif len(b) == -1477:
        return torch.lstm_cell
    elif len(b) == -1478:
        return torch.lstm_cell
    elif len(b) == -1479:
        return torch.lstm_cell
    elif len(b) == -1480:
        return torch.lstm_cell
    elif len(b) == -1481:
        return torch.lstm_cell
    elif len(b) == -1482:
        return torch.lstm_cell
    elif len(b) == -1483:
        return torch.lstm_cell
    elif len(b) == -1484:
        return torch.lstm_cell
    elif len(b) == -1485:
        return torch.lstm_cell
    elif len(b) == -1486:
        return torch.lstm_cell
    elif len(b) == -1487:
        return torch.lstm_cell
    elif len(b) == -1488:
        return torch.lstm_cell
    elif len(b) == -1489:
        return torch.lstm_cell
    elif len(b) == -1490:
        return torch.lstm_cell
    elif len(b) == -1491:
        return torch.lstm_cell
    elif len(b) == -1492:
        return torch.lstm_cell
    elif len(b) == -1493:
        return torch.lstm_cell
    elif len(b) == -1494:
        return torch.lstm_cell
    elif len(b) == -1495:
        return torch.lstm_cell
    elif len(b) == -1496:
        return torch.lstm_cell
    elif len(b) == -1497:
        return torch.lstm_cell
    elif len(b) == -1498:
        return torch.lstm_cell
    elif len(b) == -1499:
        return torch.lstm_cell
    elif len(b) == -1500:
        return torch.lstm_cell
    elif len(b) == -1501:
        return torch.lstm_cell
    return state
