<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccessBar</name>
    <message>
        <source>Large text</source>
        <translation>大字</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>黑底亮字</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>听一听</translation>
    </message>
    <message>
        <source>Get help</source>
        <translation>请人帮忙</translation>
    </message>
</context>
<context>
    <name>AcknowledgeField</name>
    <message>
        <source>I have read this and agree</source>
        <translation>我看明白了，同意</translation>
    </message>
</context>
<context>
    <name>ActionRow</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>AnswerRow</name>
    <message>
        <source>not filled in</source>
        <translation>没有填</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Change: %1</source>
        <translation>修改：%1</translation>
    </message>
</context>
<context>
    <name>AttractPage</name>
    <message>
        <source>Public services,
close to home</source>
        <translation>家门口
就能办的事</translation>
    </message>
    <message>
        <source>Hello! Touch the screen and we begin.</source>
        <translation>您好！点一下屏幕，咱们就开始。</translation>
    </message>
    <message>
        <source>Apply, ask and print here. It works without a network too.</source>
        <translation>申请、查进度、打凭证，没有网也照常办。</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>公示</translation>
    </message>
    <message>
        <source>The power is out. This terminal is resting.</source>
        <translation>停电了，机器先歇一会儿</translation>
    </message>
    <message>
        <source>It goes on by itself when the power is back. Everything that was handed in is safe.</source>
        <translation>来电后自己恢复。已经交上的都在。</translation>
    </message>
    <message>
        <source>Touch to begin</source>
        <translation>点这里开始</translation>
    </message>
</context>
<context>
    <name>AudioField</name>
    <message>
        <source>I am done</source>
        <translation>我说完了</translation>
    </message>
    <message>
        <source>Stop listening</source>
        <translation>不听了</translation>
    </message>
    <message>
        <source>Listen to it</source>
        <translation>听一遍</translation>
    </message>
    <message>
        <source>Touch and speak</source>
        <translation>点这里，开始说</translation>
    </message>
    <message>
        <source>Say it again</source>
        <translation>重新说</translation>
    </message>
    <message>
        <source>Take it away</source>
        <translation>删掉录音</translation>
    </message>
</context>
<context>
    <name>BusyDots</name>
    <message>
        <source>In progress</source>
        <translation>正在进行</translation>
    </message>
</context>
<context>
    <name>CameraPanel</name>
    <message>
        <source>The picture you have just taken</source>
        <translation>刚拍好的照片</translation>
    </message>
    <message>
        <source>What the camera sees now</source>
        <translation>摄像头现在看到的画面</translation>
    </message>
    <message>
        <source>The camera is opening, one moment</source>
        <translation>摄像头正在打开，稍等一下</translation>
    </message>
    <message>
        <source>Hold still</source>
        <translation>拿稳，别动</translation>
    </message>
    <message>
        <source>Can everything be seen and read?</source>
        <translation>都看得清、读得出来吗？</translation>
    </message>
    <message>
        <source>Look into the camera, then touch the button</source>
        <translation>看着摄像头，再点下面的按钮</translation>
    </message>
    <message>
        <source>Lay the paper flat under the camera until the whole page is in the picture</source>
        <translation>把纸在摄像头下面放平，让整页都在画面里</translation>
    </message>
    <message>
        <source>Good. Hold still, the picture is taken by itself</source>
        <translation>放好了，别动，马上自动拍</translation>
    </message>
    <message>
        <source>Move the paper closer to the camera</source>
        <translation>纸太小了，往镜头这边挪一挪</translation>
    </message>
    <message>
        <source>Move the paper until the whole page is in the picture</source>
        <translation>挪一挪，让整页纸都在画面里</translation>
    </message>
    <message>
        <source>One page at a time: take the other one away</source>
        <translation>一次拍一页，先把另一张拿开</translation>
    </message>
    <message>
        <source>A lamp shines on the page: turn the paper a little, or shade the lamp with your hand</source>
        <translation>纸上有点反光：把纸转一转，或者用手挡一挡灯</translation>
    </message>
    <message>
        <source>Hold the page still</source>
        <translation>纸别动</translation>
    </message>
    <message>
        <source>The letters are not sharp yet: lay the page flat and wait a moment</source>
        <translation>字还不太清楚：把纸压平，等一下</translation>
    </message>
    <message>
        <source>It is dark: see that nothing covers the camera</source>
        <translation>太暗了：看看镜头是不是被挡住了</translation>
    </message>
    <message>
        <source>Now lay the next page there, or touch the button</source>
        <translation>现在放下一页，也可以直接按按钮</translation>
    </message>
    <message>
        <source>Page %1 is taken again</source>
        <translation>正在重拍第 %1 页</translation>
    </message>
    <message>
        <source>Can it be read all the same?</source>
        <translation>这样看得清吗？</translation>
    </message>
    <message>
        <source>Hold it before the camera until all of it is in the picture</source>
        <translation>放到摄像头前面，让它全部在画面里</translation>
    </message>
    <message>
        <source>The code on the page was read along: %1</source>
        <translation>纸上的码也读到了：%1</translation>
    </message>
    <message>
        <source>Take the picture</source>
        <translation>拍照</translation>
    </message>
    <message>
        <source>Yes, use this picture</source>
        <translation>就用这张</translation>
    </message>
    <message>
        <source>Take it again</source>
        <translation>重拍一张</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>先不拍了</translation>
    </message>
    <message>
        <source>My pictures</source>
        <translation>看看拍好的</translation>
    </message>
    <message>
        <source>Keep the old one</source>
        <translation>还用原来那张</translation>
    </message>
</context>
<context>
    <name>CardHero</name>
    <message>
        <source>Reading, leave the card there</source>
        <translation>正在读卡，先别拿走</translation>
    </message>
    <message>
        <source>Choose what you need below</source>
        <translation>在下面选要办的事</translation>
    </message>
    <message>
        <source>Choose the next service</source>
        <translation>还要办什么？在下面选</translation>
    </message>
    <message>
        <source>Lay your ID card on the reader</source>
        <translation>请把身份证放在感应区</translation>
    </message>
    <message>
        <source>This takes a second or two.</source>
        <translation>一两秒就好。</translation>
    </message>
    <message>
        <source>%1, your card is known already.</source>
        <translation>%1，身份证已经读过，不用再放。</translation>
    </message>
    <message>
        <source>See at once what you can apply for and how things stand.</source>
        <translation>能办的事、您的办件，一放就知道</translation>
    </message>
    <message>
        <source>My applications</source>
        <translation>我的办件</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Scan a code</source>
        <translation>扫二维码</translation>
    </message>
</context>
<context>
    <name>CaseCard</name>
    <message>
        <source>Handed in at %1</source>
        <translation>在%1办的</translation>
    </message>
    <message>
        <source>Ready, ask the staff for it: %1</source>
        <translation>已经办好，请找工作人员领取：%1</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Print the receipt again</source>
        <translation>补打凭证</translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message>
        <source>Is everything right?</source>
        <translation>看看填得对不对</translation>
    </message>
    <message>
        <source>Yes, go and sign</source>
        <translation>都对，去签字</translation>
    </message>
    <message>
        <source>From your ID card</source>
        <translation>身份证上的信息</translation>
    </message>
</context>
<context>
    <name>ChoiceFold</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Touch here to choose</source>
        <translation>点这里选择</translation>
    </message>
    <message>
        <source>The list is open</source>
        <translation>选项已经打开</translation>
    </message>
    <message>
        <source>Opens the list</source>
        <translation>点一下打开选项</translation>
    </message>
</context>
<context>
    <name>ChoiceScale</name>
    <message>
        <source>You chose: %1</source>
        <translation>您选的是：%1</translation>
    </message>
</context>
<context>
    <name>ChoiceSearch</name>
    <message>
        <source>Search: %1</source>
        <translation>查找：%1</translation>
    </message>
    <message>
        <source>Look for another one</source>
        <translation>换一个，再找找</translation>
    </message>
    <message>
        <source>Write a word or its first letters</source>
        <translation>写字或拼音头几个字母</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>正在找……</translation>
    </message>
    <message>
        <source>The list cannot be searched just now. The staff can help.</source>
        <translation>这会儿查不了名单，可以叫工作人员帮忙。</translation>
    </message>
    <message>
        <source>Nothing by that name. Fewer letters find more.</source>
        <translation>没有找到叫这个名的。少写一两个字再试试。</translation>
    </message>
    <message>
        <source>There are %1 to choose from. Write a word, its pinyin or the first letters.</source>
        <translation>一共有 %1 个。写汉字、拼音，或者拼音头几个字母都能找。</translation>
    </message>
</context>
<context>
    <name>ChoiceTiles</name>
    <message>
        <source>More choices (%1 of %2)</source>
        <translation>更多选项（%1/%2）</translation>
    </message>
</context>
<context>
    <name>ChoicesField</name>
    <message>
        <source>Choose all that fit</source>
        <translation>符合的都可以选</translation>
    </message>
</context>
<context>
    <name>ClearKey</name>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
</context>
<context>
    <name>CodeField</name>
    <message>
        <source>There is no camera to scan with just now</source>
        <translation>现在没有摄像头可以扫</translation>
    </message>
    <message>
        <source>The staff at the counter can do this with you.</source>
        <translation>窗口的工作人员可以帮您填。</translation>
    </message>
    <message>
        <source>Write the letters and figures that stand under the code.</source>
        <translation>把码下面的字母和数字写上就行。</translation>
    </message>
    <message>
        <source>Scan again</source>
        <translation>重新扫</translation>
    </message>
    <message>
        <source>Scan it</source>
        <translation>扫一扫</translation>
    </message>
    <message>
        <source>Write it</source>
        <translation>自己写</translation>
    </message>
</context>
<context>
    <name>CodeSight</name>
    <message>
        <source>What the camera for codes sees now</source>
        <translation>扫码摄像头现在看到的样子</translation>
    </message>
</context>
<context>
    <name>ConsentPage</name>
    <message>
        <source>Before we begin</source>
        <translation>先跟您说清楚</translation>
    </message>
    <message>
        <source>I do not agree</source>
        <translation>不同意</translation>
    </message>
    <message>
        <source>I agree, go on</source>
        <translation>同意，继续</translation>
    </message>
</context>
<context>
    <name>CounterNote</name>
    <message>
        <source>This answer is needed. Go to the counter, where everything is handed in together.</source>
        <translation>这一项必须有。请到窗口去，整件事在那里一起交。</translation>
    </message>
    <message>
        <source>You can go on now and bring it to the counter afterwards.</source>
        <translation>现在可以接着往下填，办完再把它带到窗口。</translation>
    </message>
    <message>
        <source>This answer is needed. The staff at the counter take the picture with you and hand everything in.</source>
        <translation>这一项必须有。窗口的工作人员会帮您拍好，一起交上去。</translation>
    </message>
    <message>
        <source>Bring this paper to the counter, the staff take a picture of it with you. You can go on now.</source>
        <translation>把材料带到窗口，工作人员帮您拍。现在可以接着往下填。</translation>
    </message>
</context>
<context>
    <name>DateEntry</name>
    <message>
        <source>Year</source>
        <comment>unit after the number of a year</comment>
        <translation>年</translation>
    </message>
    <message>
        <source>Month</source>
        <comment>unit after the number of a month</comment>
        <translation>月</translation>
    </message>
    <message>
        <source>Day</source>
        <comment>unit after the number of a day of the month</comment>
        <translation>日</translation>
    </message>
</context>
<context>
    <name>DigitEntry</name>
    <message>
        <source>Make it more than zero</source>
        <translation>变回正数</translation>
    </message>
    <message>
        <source>Make it less than zero</source>
        <translation>变成负数</translation>
    </message>
</context>
<context>
    <name>DigitPad</name>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Delete the last digit</source>
        <translation>删掉最后一位</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删一位</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>Do another thing</source>
        <translation>再办一件</translation>
    </message>
    <message>
        <source>I am finished</source>
        <translation>办完了</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已经受理</translation>
    </message>
    <message>
        <source>Sent and received</source>
        <translation>已经报上去了</translation>
    </message>
    <message>
        <source>Saved in this terminal</source>
        <translation>已保存在本机</translation>
    </message>
    <message>
        <source>The office has taken it on. Come here any time to see how it goes.</source>
        <translation>部门接手了。办到哪一步，随时来这里看。</translation>
    </message>
    <message>
        <source>It is sent by itself once there is a network. You need not come again.</source>
        <translation>联网后自动上报，不用再来一趟。</translation>
    </message>
    <message>
        <source>Number of your receipt</source>
        <translation>收件编号</translation>
    </message>
    <message>
        <source>Did your receipt come out?</source>
        <translation>凭证打出来了吗？</translation>
    </message>
    <message>
        <source>The printer gave no word. If no paper came, take a picture of this code: it is your receipt.</source>
        <translation>打印机没有回话。要是没出纸，用手机拍下这个码，它就是您的凭证。</translation>
    </message>
    <message>
        <source>Yes, I have it</source>
        <translation>出来了</translation>
    </message>
    <message>
        <source>No paper came</source>
        <translation>没出纸</translation>
    </message>
    <message>
        <source>What happens next</source>
        <translation>接下来</translation>
    </message>
    <message>
        <source>Take your ID card and papers with you</source>
        <translation>请取走您的身份证和材料</translation>
    </message>
    <message>
        <source>It has arrived. The office looks at it next.</source>
        <translation>已经送到，接下来由部门来看。</translation>
    </message>
    <message>
        <source>It is being sent now. You need not come again.</source>
        <translation>正在往上报，不用再来一趟。</translation>
    </message>
    <message>
        <source>Any questions?</source>
        <translation>有不明白的？</translation>
    </message>
    <message>
        <source>For questions call %1</source>
        <translation>有问题请打 %1</translation>
    </message>
</context>
<context>
    <name>DrawingField</name>
    <message>
        <source>Take the picture to draw on</source>
        <translation>先拍一张，再在上面画</translation>
    </message>
    <message>
        <source>Place for your drawing</source>
        <translation>画图的地方</translation>
    </message>
    <message>
        <source>Picture to draw on</source>
        <translation>要在上面画的图</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>黑</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>红</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝</translation>
    </message>
    <message>
        <source>Thin</source>
        <translation>细</translation>
    </message>
    <message>
        <source>Thick</source>
        <translation>粗</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>去掉上一笔</translation>
    </message>
    <message>
        <source>Wipe all</source>
        <translation>全部擦掉</translation>
    </message>
    <message>
        <source>Another picture</source>
        <translation>换一张图</translation>
    </message>
</context>
<context>
    <name>ErrorSummary</name>
    <message>
        <source>%1 places still need you</source>
        <translation>还有 %1 处要看一看</translation>
    </message>
</context>
<context>
    <name>FieldDelegate</name>
    <message>
        <source>%1 (if you wish)</source>
        <translation>%1（可以不填）</translation>
    </message>
</context>
<context>
    <name>FigureTile</name>
    <message>
        <source>before: %1</source>
        <translation>以前 %1</translation>
    </message>
</context>
<context>
    <name>FileField</name>
    <message>
        <source>Photograph the paper</source>
        <translation>拍下这份材料</translation>
    </message>
    <message>
        <source>One picture for each page. Memory sticks and telephones cannot be connected here.</source>
        <translation>一页拍一张。这台机器不接 U 盘和手机。</translation>
    </message>
</context>
<context>
    <name>FinishPage</name>
    <message>
        <source>How was it here today?</source>
        <translation>您对这次办事满意吗？</translation>
    </message>
    <message>
        <source>I have everything</source>
        <translation>都拿好了</translation>
    </message>
    <message>
        <source>Back to the start (%1)</source>
        <translation>回到首页（%1 秒）</translation>
    </message>
    <message>
        <source>Thank you for saying so</source>
        <translation>谢谢您的评价</translation>
    </message>
    <message>
        <source>If you like, say why.</source>
        <translation>愿意的话，再说说为什么（可多选）。</translation>
    </message>
    <message>
        <source>Take your ID card</source>
        <translation>请取走身份证</translation>
    </message>
    <message>
        <source>All done, take care</source>
        <translation>都办好了，您慢走</translation>
    </message>
    <message>
        <source>Your card still lies on the reader. Take your papers too.</source>
        <translation>身份证还放在感应区，材料也别落下。</translation>
    </message>
    <message>
        <source>What you entered is gone from the screen. Do not leave your papers behind.</source>
        <translation>您填的内容已经从屏幕上清掉，材料别落下。</translation>
    </message>
</context>
<context>
    <name>FormPicture</name>
    <message>
        <source>Picture: %1</source>
        <translation>图片：%1</translation>
    </message>
    <message>
        <source>Make the picture smaller</source>
        <translation>把图缩小</translation>
    </message>
    <message>
        <source>Make the picture larger</source>
        <translation>把图放大</translation>
    </message>
</context>
<context>
    <name>GuidePage</name>
    <message>
        <source>papers</source>
        <translation>份材料</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>份材料</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>个环节</translation>
    </message>
    <message>
        <source>step</source>
        <translation>个环节</translation>
    </message>
    <message>
        <source>days</source>
        <translation>个工作日</translation>
    </message>
    <message>
        <source>day</source>
        <translation>个工作日</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始办理</translation>
    </message>
    <message>
        <source>What to bring</source>
        <translation>要带什么</translation>
    </message>
    <message>
        <source>%1 (if you have it)</source>
        <translation>%1（有就带）</translation>
    </message>
    <message>
        <source>Print this list</source>
        <translation>打印这张单子</translation>
    </message>
    <message>
        <source>Printing, look at the slot below</source>
        <translation>正在打印，请看下面的出纸口</translation>
    </message>
    <message>
        <source>Printed, take it with you</source>
        <translation>打印好了，请拿走</translation>
    </message>
    <message>
        <source>Not printed. Read it here, or ask the staff.</source>
        <translation>没有打印出来。可以在这里看，或者问工作人员。</translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation>先了解一下</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>收费</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>多久办好</translation>
    </message>
    <message>
        <source>You receive</source>
        <translation>办成以后</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>谁来定</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>问谁</translation>
    </message>
    <message>
        <source>How it goes</source>
        <translation>分几步办</translation>
    </message>
</context>
<context>
    <name>HeaderBar</name>
    <message>
        <source>Government hotline %1</source>
        <translation>政务热线 %1</translation>
    </message>
    <message>
        <source>On duty today: %1</source>
        <translation>今日值班 %1</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>网络正常</translation>
    </message>
    <message>
        <source>Offline, service as usual</source>
        <translation>网络未连接，可照常办理</translation>
    </message>
    <message>
        <source>Exit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Call out, and someone helps you</source>
        <translation>喊一声，就有人来帮您</translation>
    </message>
    <message>
        <source>Please call out to the staff in the hall.</source>
        <translation>请喊一声大厅里的工作人员。</translation>
    </message>
    <message>
        <source>Please call out to the person on duty: %1</source>
        <translation>请喊一声值班的同志：%1</translation>
    </message>
    <message>
        <source>This service point: %1</source>
        <translation>服务中心 %1</translation>
    </message>
    <message>
        <source>Government hotline: %1</source>
        <translation>政务热线 %1</translation>
    </message>
    <message>
        <source>What you have filled in stays here while you wait.</source>
        <translation>您填的内容都在，不会丢。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>知道了</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>My applications</source>
        <translation>我的办件</translation>
    </message>
    <message>
        <source>Scan a code</source>
        <translation>扫二维码</translation>
    </message>
    <message>
        <source>Search for a service</source>
        <translation>搜要办的事</translation>
    </message>
    <message>
        <source>What do you need?</source>
        <translation>想办什么？</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>想办哪一类？</translation>
    </message>
    <message>
        <source>Often asked for</source>
        <translation>常办</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>公告</translation>
    </message>
    <message>
        <source>What do you need? A few words will do</source>
        <translation>想办什么？写几个字找找看</translation>
    </message>
    <message>
        <source>One matter, one visit</source>
        <translation>一件事，一次办</translation>
    </message>
    <message>
        <source>Back to the first</source>
        <translation>回到开头</translation>
    </message>
    <message>
        <source>More services</source>
        <translation>更多事项</translation>
    </message>
    <message>
        <source>Nothing found under these words</source>
        <translation>没找到这样的事项</translation>
    </message>
    <message>
        <source>One service found</source>
        <translation>找到 1 项</translation>
    </message>
    <message>
        <source>%1 services found</source>
        <translation>找到 %1 项</translation>
    </message>
    <message>
        <source>Try fewer words, or choose a topic: empty the search to see them again.</source>
        <translation>少写几个字再试试；清空搜索，就能按类别找。</translation>
    </message>
</context>
<context>
    <name>IdentifyPage</name>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Lay your ID card on the reader</source>
        <translation>请把身份证放在感应区</translation>
    </message>
    <message>
        <source>Reading, leave the card there</source>
        <translation>正在读卡，先别拿走</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读好了</translation>
    </message>
    <message>
        <source>%1, welcome</source>
        <translation>%1，您好</translation>
    </message>
    <message>
        <source>The reader is under the screen. Lay the card flat and let it rest.</source>
        <translation>感应区在屏幕下方，平放着别动。</translation>
    </message>
    <message>
        <source>This takes a second or two.</source>
        <translation>一两秒就好。</translation>
    </message>
    <message>
        <source>Your card has been read, take it back. Then touch Continue.</source>
        <translation>身份证读好了，请收好，再点“继续”。</translation>
    </message>
</context>
<context>
    <name>IdleDialog</name>
    <message>
        <source>Are you still here?</source>
        <translation>您还在吗？</translation>
    </message>
    <message>
        <source>To protect your information, this page closes in</source>
        <translation>为了不让别人看到您的信息，这一页就要关了，还有</translation>
    </message>
    <message>
        <source>%1 seconds</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>I am here, go on</source>
        <translation>我还在，继续办</translation>
    </message>
</context>
<context>
    <name>ImageField</name>
    <message>
        <source>Take a picture</source>
        <translation>拍一张照片</translation>
    </message>
    <message>
        <source>Your picture</source>
        <translation>您拍的照片</translation>
    </message>
    <message>
        <source>Take it again</source>
        <translation>重拍一张</translation>
    </message>
    <message>
        <source>Take it away</source>
        <translation>不要这张了</translation>
    </message>
</context>
<context>
    <name>KeyboardWays</name>
    <message>
        <source>By hand</source>
        <translation>手写</translation>
    </message>
    <message>
        <source>By keys</source>
        <translation>拼音</translation>
    </message>
</context>
<context>
    <name>KnownFacts</name>
    <message>
        <source>Known from your card, no need to fill in</source>
        <translation>已经知道的，不用填</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Public services</source>
        <translation>便民服务</translation>
    </message>
</context>
<context>
    <name>MissingList</name>
    <message>
        <source>Please bring what is missing by %1</source>
        <translation>请在 %1 以前补齐</translation>
    </message>
    <message>
        <source>This is all of it. Bring it to the staff of the service centre.</source>
        <translation>一次全部告诉您。带上材料，到便民服务中心交给工作人员。</translation>
    </message>
    <message>
        <source>How it should be: %1</source>
        <translation>怎么才对：%1</translation>
    </message>
    <message>
        <source>Legal basis: %1</source>
        <translation>依据：%1</translation>
    </message>
    <message>
        <source>Print this list</source>
        <translation>打印这张单子</translation>
    </message>
</context>
<context>
    <name>MoreAbout</name>
    <message>
        <source>Close the explanation</source>
        <translation>收起说明</translation>
    </message>
    <message>
        <source>More about this</source>
        <translation>想多了解一点</translation>
    </message>
</context>
<context>
    <name>MultilineEntry</name>
    <message>
        <source>Touch here to write</source>
        <translation>点这里填写</translation>
    </message>
</context>
<context>
    <name>MyCasesPage</name>
    <message>
        <source>My applications</source>
        <translation>我的办件</translation>
    </message>
    <message>
        <source>Printing, look at the slot below</source>
        <translation>正在打印，请看下面的出纸口</translation>
    </message>
    <message>
        <source>It all stands here: photograph it, or ask the staff to look at the printer.</source>
        <translation>内容都在这里，可以用手机拍下来，或者请工作人员看看打印机。</translation>
    </message>
    <message>
        <source>Scan a receipt</source>
        <translation>扫凭证</translation>
    </message>
    <message>
        <source>Looking for your applications</source>
        <translation>正在找您的办件</translation>
    </message>
    <message>
        <source>Lay your ID card on the reader</source>
        <translation>请把身份证放在感应区</translation>
    </message>
    <message>
        <source>No applications found here</source>
        <translation>这里没有您的办件</translation>
    </message>
    <message>
        <source>Other terminals are asked, too. This takes some seconds.</source>
        <translation>也在查您在别的机器上办的事，要等几秒钟。</translation>
    </message>
    <message>
        <source>This takes a second or two.</source>
        <translation>一两秒就好。</translation>
    </message>
    <message>
        <source>Then you see how your applications stand. A receipt works too: scan its code.</source>
        <translation>一放就能看到办到哪一步。有凭证的话，扫上面的码也行。</translation>
    </message>
    <message>
        <source>There is none under this card, here or at another terminal.</source>
        <translation>这张身份证在这台机器和别的机器上都没有办过的事。</translation>
    </message>
    <message>
        <source>To see your applications at other terminals, lay your ID card on the reader again.</source>
        <translation>想看在别的机器上办的事，请把身份证再放一次。</translation>
    </message>
    <message>
        <source>On this terminal there is none under this card. What was handed in at another terminal is found there, or by the staff.</source>
        <translation>这台机器上没有用这张身份证办过的事。在别的机器上办的，请到那台机器上查，或者让工作人员帮您查。</translation>
    </message>
    <message>
        <source>Asking for your applications at other terminals…</source>
        <translation>正在查您在别的机器上办的事……</translation>
    </message>
    <message>
        <source>Your applications at other terminals cannot be looked up just now.</source>
        <translation>现在查不到您在别的机器上办的事，过一会儿再试，或者让工作人员帮您查。</translation>
    </message>
</context>
<context>
    <name>NoticeLine</name>
    <message>
        <source>Notice: %1</source>
        <translation>公告：%1</translation>
    </message>
    <message>
        <source>Read the notices</source>
        <translation>看看公告</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>还有 %1 条</translation>
    </message>
</context>
<context>
    <name>NoticesPage</name>
    <message>
        <source>Notices</source>
        <translation>公告</translation>
    </message>
    <message>
        <source>There are no notices now.</source>
        <translation>现在没有公告。</translation>
    </message>
    <message>
        <source>Until %1</source>
        <translation>到 %1 为止</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>No more digits fit in here</source>
        <translation>这里填不下更多数字了</translation>
    </message>
</context>
<context>
    <name>PageThumb</name>
    <message>
        <source>Page %1</source>
        <translation>第 %1 页</translation>
    </message>
</context>
<context>
    <name>PapersPanel</name>
    <message>
        <source>Page %1</source>
        <translation>第 %1 页</translation>
    </message>
    <message>
        <source>This is page %1 of %2</source>
        <translation>这是第 %1 页，共 %2 页</translation>
    </message>
    <message>
        <source>1 page photographed</source>
        <translation>拍了 1 页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>接着拍下一页</translation>
    </message>
    <message>
        <source>Take it again</source>
        <translation>重拍这一页</translation>
    </message>
    <message>
        <source>Remove page</source>
        <translation>删掉这一页</translation>
    </message>
    <message>
        <source>Move earlier</source>
        <translation>往前挪</translation>
    </message>
    <message>
        <source>Move later</source>
        <translation>往后挪</translation>
    </message>
</context>
<context>
    <name>PlaceField</name>
    <message>
        <source>Not here</source>
        <translation>不是这里</translation>
    </message>
    <message>
        <source>Here, at %1</source>
        <translation>就在这里：%1</translation>
    </message>
    <message>
        <source>This terminal does not know its place on the map</source>
        <translation>这台机器还没有登记自己的位置</translation>
    </message>
    <message>
        <source>The staff at the counter can do this with you.</source>
        <translation>窗口的工作人员可以帮您填。</translation>
    </message>
    <message>
        <source>Go on without it; nothing is missing from your application.</source>
        <translation>不填也能接着办，不影响申请。</translation>
    </message>
</context>
<context>
    <name>PowerStrip</name>
    <message>
        <source>The battery is nearly empty. The terminal rests until the power is back.</source>
        <translation>电池快用完了，来电以前先不办理。</translation>
    </message>
    <message>
        <source>The battery is nearly empty. Please finish soon; nothing is printed now.</source>
        <translation>电池快用完了，请抓紧办完；现在先不打印。</translation>
    </message>
    <message>
        <source>The power is out. You can go on: the terminal has a battery.</source>
        <translation>停电了，机器在用电池，您可以接着办。</translation>
    </message>
</context>
<context>
    <name>PrintLine</name>
    <message>
        <source>Printing, look at the slot below</source>
        <translation>正在打印凭证，留意下方出纸口</translation>
    </message>
    <message>
        <source>Printed, take it with you</source>
        <translation>凭证打好了，请拿好</translation>
    </message>
    <message>
        <source>Not printed yet</source>
        <translation>凭证还没打出来</translation>
    </message>
    <message>
        <source>It is not certain that your receipt was printed</source>
        <translation>凭证出来没有，机器拿不准</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>再打一次</translation>
    </message>
</context>
<context>
    <name>ProgressSteps</name>
    <message>
        <source>Step %1 of %2</source>
        <translation>第 %1 步，共 %2 步</translation>
    </message>
</context>
<context>
    <name>QuestionsPage</name>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>RangeField</name>
    <message>
        <source>Not chosen yet</source>
        <translation>还没有选</translation>
    </message>
    <message>
        <source>%1 of %2 stars</source>
        <translation>%1 颗星，共 %2 颗</translation>
    </message>
    <message>
        <source>One step back</source>
        <translation>往回一格</translation>
    </message>
    <message>
        <source>One step on</source>
        <translation>往前一格</translation>
    </message>
</context>
<context>
    <name>RankCard</name>
    <message>
        <source>Place %1: %2</source>
        <translation>第 %1 位：%2</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>往上</translation>
    </message>
    <message>
        <source>Move up: %1, now at place %2</source>
        <translation>往上移：%1，现在第 %2 位</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>往下</translation>
    </message>
    <message>
        <source>Move down: %1, now at place %2</source>
        <translation>往下移：%1，现在第 %2 位</translation>
    </message>
</context>
<context>
    <name>RankField</name>
    <message>
        <source>Move them up or down. If the order is right as it stands, touch the last line.</source>
        <translation>用“往上”“往下”排一排。现在的顺序就对的话，点最下面那一行。</translation>
    </message>
    <message>
        <source>This is my order</source>
        <translation>这就是我的顺序</translation>
    </message>
    <message>
        <source>The order is right as it stands</source>
        <translation>现在的顺序就对</translation>
    </message>
</context>
<context>
    <name>RatingRow</name>
    <message>
        <source>Very good</source>
        <translation>非常满意</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>满意</translation>
    </message>
    <message>
        <source>All right</source>
        <translation>基本满意</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>不满意</translation>
    </message>
    <message>
        <source>Very poor</source>
        <translation>非常不满意</translation>
    </message>
</context>
<context>
    <name>ReceiptCode</name>
    <message>
        <source>Code of your receipt</source>
        <translation>凭证二维码</translation>
    </message>
    <message>
        <source>Take a photo</source>
        <translation>拍照也算凭证</translation>
    </message>
</context>
<context>
    <name>RepeatCard</name>
    <message>
        <source>Nothing filled in yet</source>
        <translation>还没有填</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>还有 %1 项</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Fill in</source>
        <translation>填写</translation>
    </message>
    <message>
        <source>Take away</source>
        <translation>拿掉</translation>
    </message>
    <message>
        <source>Take %1 away? What is filled in goes with it.</source>
        <translation>要拿掉“%1”吗？填好的内容会一起拿掉。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>留着</translation>
    </message>
    <message>
        <source>Yes, take it away</source>
        <translation>拿掉它</translation>
    </message>
</context>
<context>
    <name>RepeatField</name>
    <message>
        <source>There is none yet. Add one, or go on if there is none.</source>
        <translation>还没有填。有就添一个，没有就往下走。</translation>
    </message>
    <message>
        <source>%1 in all, filled in one by one.</source>
        <translation>一共 %1 个，一个一个填。</translation>
    </message>
    <message>
        <source>There is room for %1, and all are used.</source>
        <translation>最多填 %1 个，已经填满了。</translation>
    </message>
    <message>
        <source>%1 in all</source>
        <translation>一共 %1 个</translation>
    </message>
    <message>
        <source>Those before</source>
        <translation>前面的</translation>
    </message>
    <message>
        <source>More (%1 of %2)</source>
        <translation>后面的（%1/%2）</translation>
    </message>
    <message>
        <source>Add one</source>
        <translation>添加一个</translation>
    </message>
    <message>
        <source>Add another</source>
        <translation>再添加一个</translation>
    </message>
</context>
<context>
    <name>RevealKey</name>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Hide what is written</source>
        <translation>把写的内容藏起来</translation>
    </message>
    <message>
        <source>Show what is written</source>
        <translation>显示写了什么</translation>
    </message>
</context>
<context>
    <name>RevokedPanel</name>
    <message>
        <source>This terminal is out of service</source>
        <translation>本终端已停用</translation>
    </message>
    <message>
        <source>To apply for something</source>
        <translation>要办事</translation>
    </message>
    <message>
        <source>Please go to the staff here, or to another terminal.</source>
        <translation>请找这里的工作人员，或者到别的终端办理。</translation>
    </message>
    <message>
        <source>If you handed in something here</source>
        <translation>在这里交过材料</translation>
    </message>
    <message>
        <source>Take your receipt along. The staff look it up by its number; if it is not found, hand it in once more.</source>
        <translation>请带上回执，工作人员按编号帮您查；查不到的，再交一次就行。</translation>
    </message>
    <message>
        <source>This service point: %1</source>
        <translation>服务中心 %1</translation>
    </message>
    <message>
        <source>Government hotline: %1</source>
        <translation>政务热线 %1</translation>
    </message>
</context>
<context>
    <name>ScanPage</name>
    <message>
        <source>Hold the code to the window</source>
        <translation>把二维码对准扫码窗</translation>
    </message>
    <message>
        <source>The code is at the foot of your receipt. Keep it still, a hand&apos;s width away.</source>
        <translation>码在凭证最下面，离扫码窗一拃远，拿稳别动。</translation>
    </message>
</context>
<context>
    <name>ScanPanel</name>
    <message>
        <source>Hold the code to the window</source>
        <translation>把码对准扫码窗口</translation>
    </message>
    <message>
        <source>The code was read</source>
        <translation>扫好了</translation>
    </message>
    <message>
        <source>Keep it still, a hand&apos;s width away. It fills in by itself.</source>
        <translation>离一个手掌远，拿稳别动，扫到了会自己填上。</translation>
    </message>
</context>
<context>
    <name>Scroller</name>
    <message>
        <source>Up</source>
        <translation>往上</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>The card was lifted a little early</source>
        <translation>身份证拿得早了一点</translation>
    </message>
    <message>
        <source>Lay it down again and leave it there until the screen says it is done.</source>
        <translation>再放一次，等屏幕说读好了再拿。</translation>
    </message>
    <message>
        <source>The chip in this card does not answer</source>
        <translation>这张卡没有反应</translation>
    </message>
    <message>
        <source>Lay it down once more. If it stays silent, the staff can do this with you.</source>
        <translation>再放一次试试；还不行，工作人员可以帮您办。</translation>
    </message>
    <message>
        <source>This terminal does not know this kind of card</source>
        <translation>这台机器不认识这种卡</translation>
    </message>
    <message>
        <source>A resident identity card, or a residence permit of the same kind, works here.</source>
        <translation>居民身份证、外国人永久居留证、港澳台居民居住证都能用。</translation>
    </message>
    <message>
        <source>The card could not be read this time</source>
        <translation>这一次没有读出来</translation>
    </message>
    <message>
        <source>Lift it, wait a moment, and lay it flat on the reader again.</source>
        <translation>拿起来等一下，再平放到感应区。</translation>
    </message>
    <message>
        <source>The card reader is not connected just now</source>
        <translation>读卡器暂时没接上</translation>
    </message>
    <message>
        <source>The staff can plug it in again; this page goes on by itself.</source>
        <translation>工作人员接好以后，这一页会自己继续。</translation>
    </message>
    <message>
        <source>The card reader does not answer just now</source>
        <translation>读卡器暂时没有回应</translation>
    </message>
    <message>
        <source>Wait a moment, or let the staff know. Nothing you did is lost.</source>
        <translation>稍等一下，或者跟工作人员说一声，您填的都在。</translation>
    </message>
    <message>
        <source>The card reader cannot read any card just now</source>
        <translation>读卡器现在读不了证件</translation>
    </message>
    <message>
        <source>Please let the staff know. Nothing you did is lost.</source>
        <translation>跟工作人员说一声就好，您填好的内容都还在。</translation>
    </message>
    <message>
        <source>No card lies on the reader yet</source>
        <translation>读卡器上还没有放证件</translation>
    </message>
    <message>
        <source>Lay it flat in the middle and leave it there until the screen says it is done.</source>
        <translation>把证件平放在读卡器中间，等屏幕说好了再拿。</translation>
    </message>
    <message>
        <source>This terminal has no card reader</source>
        <translation>这台机器没有装读卡器</translation>
    </message>
    <message>
        <source>The staff at the counter can do this with you.</source>
        <translation>窗口的工作人员可以帮您办。</translation>
    </message>
    <message>
        <source>The number on this card does not add up</source>
        <translation>这张卡上的号码对不上</translation>
    </message>
    <message>
        <source>Lay it down once more. If it stays so, the staff can look at it with you.</source>
        <translation>再放一次；还是这样，工作人员帮您看看。</translation>
    </message>
    <message>
        <source>This card is past its date</source>
        <translation>这张身份证过了有效期</translation>
    </message>
    <message>
        <source>You can still look at guides here. The police station renews the card.</source>
        <translation>办事指南照样可以看；换新证找派出所。</translation>
    </message>
    <message>
        <source>This service needs another kind of card</source>
        <translation>办这件事要用另一种证件</translation>
    </message>
    <message>
        <source>The staff know which card fits and can help you.</source>
        <translation>该用哪一种，工作人员清楚，可以帮您。</translation>
    </message>
    <message>
        <source>This is another person&apos;s card</source>
        <translation>这是另一位的身份证</translation>
    </message>
    <message>
        <source>Go on with the card you began with, or leave and begin anew.</source>
        <translation>用开始时的那张接着办，或者退出重新开始。</translation>
    </message>
    <message>
        <source>The printer has run out of paper</source>
        <translation>打印机没有纸了</translation>
    </message>
    <message>
        <source>Your application is safe. Take a picture of the code, or let the staff put in paper.</source>
        <translation>您的申请已经存好。用手机拍下这个码，或者让工作人员装上纸。</translation>
    </message>
    <message>
        <source>Little paper is left</source>
        <translation>打印纸不多了</translation>
    </message>
    <message>
        <source>Printing still works; the staff will put in a new roll soon.</source>
        <translation>还能打，工作人员很快会换上新纸。</translation>
    </message>
    <message>
        <source>The paper is stuck</source>
        <translation>纸卡住了</translation>
    </message>
    <message>
        <source>Your application is safe. Take a picture of the code, or let the staff free the paper.</source>
        <translation>您的申请已经存好。用手机拍下这个码，或者让工作人员把纸取出来。</translation>
    </message>
    <message>
        <source>The cover of the printer is open</source>
        <translation>打印机的盖子开着</translation>
    </message>
    <message>
        <source>Once it is closed, touch &quot;Print again&quot;.</source>
        <translation>合上盖子，再点“再打一次”。</translation>
    </message>
    <message>
        <source>The printer needs a moment</source>
        <translation>打印机要歇一下</translation>
    </message>
    <message>
        <source>Wait a minute, then touch &quot;Print again&quot;. Your application is safe.</source>
        <translation>等一分钟，再点“再打一次”。您的申请已经存好。</translation>
    </message>
    <message>
        <source>The printer does not answer just now</source>
        <translation>打印机暂时没有回应</translation>
    </message>
    <message>
        <source>Your application is safe. Take a picture of the code, or ask for a print later.</source>
        <translation>您的申请已经存好。用手机拍下这个码，或者以后来补打。</translation>
    </message>
    <message>
        <source>It is not certain that your receipt was printed</source>
        <translation>凭证出来没有，机器拿不准</translation>
    </message>
    <message>
        <source>Look at the slot below. If no paper came, take a picture of the code.</source>
        <translation>看看下面的出纸口；没出纸，就用手机拍下这个码。</translation>
    </message>
    <message>
        <source>No paper came out</source>
        <translation>没有出纸</translation>
    </message>
    <message>
        <source>Take a picture of the code: it is your receipt. Or let it print again.</source>
        <translation>用手机拍下这个码，它就是凭证；也可以再打一次。</translation>
    </message>
    <message>
        <source>The battery is nearly empty, so nothing is printed now</source>
        <translation>电池快用完了，现在先不打印</translation>
    </message>
    <message>
        <source>Take a picture of the code: it is your receipt. It can be printed later.</source>
        <translation>把屏幕上的码拍下来，就是回执；来电以后还能补打。</translation>
    </message>
    <message>
        <source>The power is out and the battery is nearly empty</source>
        <translation>停电了，电池也快用完了</translation>
    </message>
    <message>
        <source>The terminal stops here. What you handed in is safe. What was not handed in yet has to be entered again once the power is back.</source>
        <translation>机器只能先停在这里。已经提交的都保存好了；还没提交的，来电后要重新填一次。</translation>
    </message>
    <message>
        <source>This terminal has no printer</source>
        <translation>这台机器没有装打印机</translation>
    </message>
    <message>
        <source>Take a picture of the code: it is your receipt.</source>
        <translation>用手机拍下这个码，它就是凭证。</translation>
    </message>
    <message>
        <source>There is no camera to scan with just now</source>
        <translation>扫码窗暂时用不了</translation>
    </message>
    <message>
        <source>Lay your ID card down instead, or ask the staff.</source>
        <translation>改放身份证，或者找工作人员。</translation>
    </message>
    <message>
        <source>The code scanner does not work just now</source>
        <translation>扫码的设备现在用不了</translation>
    </message>
    <message>
        <source>Something covers the camera for codes</source>
        <translation>扫码的摄像头被挡住了</translation>
    </message>
    <message>
        <source>Take away what lies before the window. It goes on by itself.</source>
        <translation>把挡在扫码窗前的东西拿开，就能接着扫。</translation>
    </message>
    <message>
        <source>The camera for codes is stuck just now</source>
        <translation>扫码的摄像头卡住了</translation>
    </message>
    <message>
        <source>This code is not one of our receipts</source>
        <translation>这个码不是我们的凭证</translation>
    </message>
    <message>
        <source>Hold the code at the foot of your receipt to the window.</source>
        <translation>把凭证最下面的码对准扫码窗。</translation>
    </message>
    <message>
        <source>The code cannot be seen clearly</source>
        <translation>码看不太清楚</translation>
    </message>
    <message>
        <source>Hold the receipt flat, a hand&apos;s width away, and keep it still.</source>
        <translation>把凭证放平，离扫码窗一拃远，拿稳别动。</translation>
    </message>
    <message>
        <source>This receipt belongs to another terminal</source>
        <translation>这张凭证是别的机器上办的</translation>
    </message>
    <message>
        <source>Scan it at the terminal that printed it, or ask the staff to look it up.</source>
        <translation>到打出这张凭证的机器上扫就行，工作人员也能帮您查。</translation>
    </message>
    <message>
        <source>This code holds nothing that can be read</source>
        <translation>这个码里没有能看懂的内容</translation>
    </message>
    <message>
        <source>See whether another code is on the paper, or write the answer.</source>
        <translation>看看上面还有没有别的码，或者自己写上。</translation>
    </message>
    <message>
        <source>This is one of our receipts</source>
        <translation>这是我们的回执</translation>
    </message>
    <message>
        <source>Here another code is wanted: the one the question asks for.</source>
        <translation>这里要扫的是另一个码，就是题目里说的那个。</translation>
    </message>
    <message>
        <source>This code holds more than fits here</source>
        <translation>这个码的内容太长，这里放不下</translation>
    </message>
    <message>
        <source>This code holds letters, and a number is wanted</source>
        <translation>这个码里有字母，这里要的是数字</translation>
    </message>
    <message>
        <source>The microphone does not hear just now</source>
        <translation>话筒现在听不到声音</translation>
    </message>
    <message>
        <source>What was recorded is kept. Try again in a moment, or tell it to the staff.</source>
        <translation>已经录下的都还在。过一会儿再试，或者说给工作人员听。</translation>
    </message>
    <message>
        <source>This terminal has no microphone</source>
        <translation>这台机器没有话筒</translation>
    </message>
    <message>
        <source>Tell it to the staff at the counter, they write it down with you.</source>
        <translation>可以到窗口说，工作人员帮您写下来。</translation>
    </message>
    <message>
        <source>Nothing was recorded this time</source>
        <translation>这次没有录到声音</translation>
    </message>
    <message>
        <source>Touch the button, speak, and touch it again when you are done.</source>
        <translation>点一下上面的按钮，开始说，说完再点一下。</translation>
    </message>
    <message>
        <source>The recording is too long to be kept</source>
        <translation>录音太长，存不下</translation>
    </message>
    <message>
        <source>Say the most important things once more, a little shorter.</source>
        <translation>挑最要紧的，再简短说一遍。</translation>
    </message>
    <message>
        <source>There is no sound just now</source>
        <translation>声音这会儿出不来</translation>
    </message>
    <message>
        <source>Everything stands on the screen as well. With &quot;Get help&quot; somebody reads it with you.</source>
        <translation>要紧的话屏幕上都有。点“请人帮忙”，会有人念给您听。</translation>
    </message>
    <message>
        <source>This terminal has no camera for photographs</source>
        <translation>这台机器没有拍照的摄像头</translation>
    </message>
    <message>
        <source>The staff at the counter take the picture with you.</source>
        <translation>窗口的工作人员会帮您拍。</translation>
    </message>
    <message>
        <source>The camera is not connected just now</source>
        <translation>摄像头这会儿没接上</translation>
    </message>
    <message>
        <source>Let the staff know. Once it is back, this page goes on by itself.</source>
        <translation>跟工作人员说一声。接好以后，这一页会自己接着来。</translation>
    </message>
    <message>
        <source>The camera does not answer just now</source>
        <translation>摄像头这会儿没有反应</translation>
    </message>
    <message>
        <source>Wait a moment, then try again. Nothing you did is lost.</source>
        <translation>等一会儿再试。您填好的都还在。</translation>
    </message>
    <message>
        <source>There is no picture this time</source>
        <translation>这次没拍上</translation>
    </message>
    <message>
        <source>Touch the button once more and hold still for a moment.</source>
        <translation>再点一下按钮，拿稳一会儿。</translation>
    </message>
    <message>
        <source>The picture is all dark</source>
        <translation>照片是黑的</translation>
    </message>
    <message>
        <source>See that nothing covers the camera and that there is light, then take it again.</source>
        <translation>看看摄像头是不是被挡住了、光够不够，再拍一张。</translation>
    </message>
    <message>
        <source>A lamp shines on the page</source>
        <translation>纸上有反光</translation>
    </message>
    <message>
        <source>Turn the paper a little, or shade the lamp, and take it again.</source>
        <translation>把纸转一转，或者挡一挡灯，再拍一次。</translation>
    </message>
    <message>
        <source>The letters are not sharp</source>
        <translation>字不够清楚</translation>
    </message>
    <message>
        <source>Lay the page flat, hold it still, and take it again.</source>
        <translation>把纸压平、放稳，再拍一次。</translation>
    </message>
    <message>
        <source>The page is very small</source>
        <translation>纸拍得太小了</translation>
    </message>
    <message>
        <source>Move it closer to the camera and take it again.</source>
        <translation>离镜头近一点，再拍一次。</translation>
    </message>
    <message>
        <source>The edges of the page were not found</source>
        <translation>没有认出纸边</translation>
    </message>
    <message>
        <source>The whole picture was kept, nothing is cut off. If the page can be read, use it.</source>
        <translation>整张照片都留着，没有裁掉什么。看得清就可以用。</translation>
    </message>
    <message>
        <source>A part of the page is not in the picture</source>
        <translation>有一部分纸没拍进来</translation>
    </message>
    <message>
        <source>Move the paper until all of it is in the picture, and take it again.</source>
        <translation>挪一挪，让整页纸都在画面里，再拍一次。</translation>
    </message>
    <message>
        <source>There is more than one page</source>
        <translation>这里不止一页纸</translation>
    </message>
    <message>
        <source>The whole picture was kept. One page at a time can be read better.</source>
        <translation>整张照片都留着。一页一页拍会更清楚。</translation>
    </message>
    <message>
        <source>There is no room for another picture</source>
        <translation>放不下更多照片了</translation>
    </message>
    <message>
        <source>Take one away that is not needed, or go on and bring the rest to the counter.</source>
        <translation>去掉一张用不着的，或者先往下填，剩下的带到窗口。</translation>
    </message>
    <message>
        <source>This service needs a photograph, and the camera is not there just now</source>
        <translation>这件事要拍照，摄像头这会儿用不了</translation>
    </message>
    <message>
        <source>The guide can be read all the same. The staff at the counter can do all of it with you.</source>
        <translation>指南照样可以看。整件事都可以到窗口办。</translation>
    </message>
    <message>
        <source>This is handed in at the counter</source>
        <translation>这一项要到窗口交</translation>
    </message>
    <message>
        <source>It is nothing that can be photographed here. The staff take it from you.</source>
        <translation>这个在这里拍不了，工作人员会收下。</translation>
    </message>
    <message>
        <source>This terminal cannot keep your application just now</source>
        <translation>这台机器暂时存不下您的申请</translation>
    </message>
    <message>
        <source>What you filled in is still on the screen. Let the staff know, they can help.</source>
        <translation>您填的都还在屏幕上。跟工作人员说一声，他们来处理。</translation>
    </message>
    <message>
        <source>This terminal has no receipt numbers left for today</source>
        <translation>这台机器今天的收件编号用完了</translation>
    </message>
    <message>
        <source>It goes on tomorrow. The staff can take your application today.</source>
        <translation>明天照常；今天要办，工作人员可以帮您收。</translation>
    </message>
    <message>
        <source>The application has grown too large to be kept</source>
        <translation>填的内容太长，存不下</translation>
    </message>
    <message>
        <source>Shorten the long texts a little, then hand it in again. Nothing is lost.</source>
        <translation>把长的那几段写短一点，再交一次，您填的都在。</translation>
    </message>
    <message>
        <source>This terminal does not know what day it is</source>
        <translation>这台机器不知道今天是几号</translation>
    </message>
    <message>
        <source>Guides can be read here all the same. Let the staff know, they can set its clock.</source>
        <translation>办事指南照样能看。告诉工作人员一声，他们会把时间调好。</translation>
    </message>
    <message>
        <source>This terminal does not take applications yet</source>
        <translation>这台机器还没有开通办件</translation>
    </message>
    <message>
        <source>Guides can be read here all the same. The staff can take your application.</source>
        <translation>办事指南照样可以看；要办理，工作人员可以帮您。</translation>
    </message>
    <message>
        <source>This terminal has been taken out of service</source>
        <translation>本终端已停用</translation>
    </message>
    <message>
        <source>It stops here. What was handed in before goes its way. What was not handed in yet can be entered at another terminal or with the staff.</source>
        <translation>这次到这里为止。之前交上来的照常办理；还没交的，可以到别的终端办理，也可以找工作人员。</translation>
    </message>
    <message>
        <source>Saving takes a little longer</source>
        <translation>保存稍微慢了一点</translation>
    </message>
    <message>
        <source>What you filled in is still here. Touch the button once more.</source>
        <translation>您填的都在，再点一次就行。</translation>
    </message>
    <message>
        <source>There is no signature yet</source>
        <translation>还没有签字</translation>
    </message>
    <message>
        <source>Write your name in the box with a finger.</source>
        <translation>用手指在框里写上名字。</translation>
    </message>
    <message>
        <source>The signature is very short</source>
        <translation>签的字太短了</translation>
    </message>
    <message>
        <source>Write your whole name in the box.</source>
        <translation>在框里写上全名。</translation>
    </message>
    <message>
        <source>Some answers are still open</source>
        <translation>还有几处没填完</translation>
    </message>
    <message>
        <source>The marked places show what is missing.</source>
        <translation>标出来的地方就是。</translation>
    </message>
    <message>
        <source>The form of this service does not open just now</source>
        <translation>这件事的表格现在打不开</translation>
    </message>
    <message>
        <source>The guide can be read all the same. The staff can take your application.</source>
        <translation>办事指南照样可以看；要办理，工作人员可以帮您。</translation>
    </message>
    <message>
        <source>No network just now</source>
        <translation>暂时没有网</translation>
    </message>
    <message>
        <source>You can go on as usual. Everything is sent once the network is back.</source>
        <translation>照常办就行，有网以后自动报上去。</translation>
    </message>
    <message>
        <source>That did not work this time</source>
        <translation>这一次没有办成</translation>
    </message>
    <message>
        <source>Try once more, or touch &quot;Get help&quot; below. What you filled in is still here.</source>
        <translation>再试一次，或者点下面的“请人帮忙”。您填的都在。</translation>
    </message>
    <message>
        <source>This place is still empty</source>
        <translation>这里还没有填</translation>
    </message>
    <message>
        <source>This does not fit yet, look at it once more</source>
        <translation>这里还对不上，再看一看</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>已签名</translation>
    </message>
    <message>
        <source>recorded</source>
        <translation>已录音</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>已画好</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 张照片</translation>
    </message>
    <message>
        <source>%1 pages photographed</source>
        <translation>拍了 %1 页</translation>
    </message>
    <message>
        <source>photographed</source>
        <translation>已拍照</translation>
    </message>
    <message>
        <source>%1° south</source>
        <translation>南纬 %1°</translation>
    </message>
    <message>
        <source>%1° north</source>
        <translation>北纬 %1°</translation>
    </message>
    <message>
        <source>%1° west</source>
        <translation>西经 %1°</translation>
    </message>
    <message>
        <source>%1° east</source>
        <translation>东经 %1°</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1 of %2 stars</source>
        <translation>%1 颗星，共 %2 颗</translation>
    </message>
    <message>
        <source>Being filled in</source>
        <translation>正在填写</translation>
    </message>
    <message>
        <source>Saved in this terminal, waiting to be sent</source>
        <translation>已保存在本机，等联网上报</translation>
    </message>
    <message>
        <source>Sent, waiting to be accepted</source>
        <translation>已报上去，等待受理</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已经受理</translation>
    </message>
    <message>
        <source>Something is to be added</source>
        <translation>需要补一点材料</translation>
    </message>
    <message>
        <source>Not taken on, with reasons</source>
        <translation>不予受理，附有理由</translation>
    </message>
    <message>
        <source>Being looked at</source>
        <translation>正在审核</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>已经批准</translation>
    </message>
    <message>
        <source>Not approved, with reasons</source>
        <translation>没有批准，附有理由</translation>
    </message>
    <message>
        <source>The result is ready for you</source>
        <translation>结果出来了，可以来取</translation>
    </message>
    <message>
        <source>The result has been collected</source>
        <translation>结果已经取走</translation>
    </message>
    <message>
        <source>Taken back by you</source>
        <translation>您已撤回</translation>
    </message>
    <message>
        <source>Ended because nothing more came</source>
        <translation>一直没有补来，已经结束</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>正在办理</translation>
    </message>
    <message>
        <source>from your card</source>
        <translation>来自身份证</translation>
    </message>
    <message>
        <source>from a code</source>
        <translation>来自二维码</translation>
    </message>
    <message>
        <source>worked out</source>
        <translation>自动算出</translation>
    </message>
</context>
<context>
    <name>SignPage</name>
    <message>
        <source>Sign here, then hand in</source>
        <translation>签上名字，就可以提交</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Hand in</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>Write your name with a finger</source>
        <translation>用手指在这里写名字</translation>
    </message>
    <message>
        <source>Write again</source>
        <translation>重写</translation>
    </message>
</context>
<context>
    <name>SignViewModel</name>
    <message>
        <source>I am %1. What I entered is true, and I hand in this application.</source>
        <translation>我是%1，填的都是真的，现在提交这份申请。</translation>
    </message>
</context>
<context>
    <name>SignatureField</name>
    <message>
        <source>Write again</source>
        <translation>重写</translation>
    </message>
</context>
<context>
    <name>SignaturePad</name>
    <message>
        <source>Place for your signature</source>
        <translation>签字的地方</translation>
    </message>
</context>
<context>
    <name>SoundPanel</name>
    <message>
        <source>Listening: %1</source>
        <translation>正在录 %1</translation>
    </message>
    <message>
        <source>Nothing recorded yet</source>
        <translation>还没有录</translation>
    </message>
    <message>
        <source>Recorded: %1</source>
        <translation>录好了 %1</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>录好了</translation>
    </message>
    <message>
        <source>Speak as you would to a neighbour. It ends by itself after %1.</source>
        <translation>像和邻居说话一样就行。到 %1 自己会停。</translation>
    </message>
    <message>
        <source>Only the office that handles this will hear it.</source>
        <translation>只有办这件事的部门能听到。</translation>
    </message>
    <message>
        <source>Touch the button, speak, and touch it again when you are done. Up to %1.</source>
        <translation>点一下上面的按钮就开始说，说完再点一下。最长 %1。</translation>
    </message>
</context>
<context>
    <name>SpeechDialog</name>
    <message>
        <source>Listening</source>
        <translation>听一听</translation>
    </message>
    <message>
        <source>Say it once more</source>
        <translation>再念一遍</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>慢一点</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>快一点</translation>
    </message>
    <message>
        <source>Softer</source>
        <translation>小声点</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>大声点</translation>
    </message>
    <message>
        <source>Stop reading aloud</source>
        <translation>不念了</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>接着办</translation>
    </message>
</context>
<context>
    <name>Spoken</name>
    <message>
        <source>The screen is read aloud. Go on with the arrow keys, choose with OK. Any key or touch interrupts.</source>
        <translation>屏幕内容会念出来。用方向键一项一项往下听，按确定键选。按任何键或者碰一下屏幕，就不念了。</translation>
    </message>
    <message>
        <source>filled in</source>
        <translation>已经填好</translation>
    </message>
    <message>
        <source>not said aloud</source>
        <translation>这里不念出声</translation>
    </message>
    <message>
        <source>empty now</source>
        <translation>现在是空的</translation>
    </message>
    <message>
        <source>%1 characters</source>
        <translation>已经写了 %1 个字</translation>
    </message>
    <message>
        <source>still empty</source>
        <translation>还没有填</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>第 %1 项，共 %2 项</translation>
    </message>
    <message>
        <source>, </source>
        <comment>a short pause between two words</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>switch</source>
        <translation>开关</translation>
    </message>
    <message>
        <source>button</source>
        <translation>按钮</translation>
    </message>
    <message>
        <source>leads to the place</source>
        <translation>按确定键，就到要改的地方</translation>
    </message>
    <message>
        <source>to fill in</source>
        <translation>填写框</translation>
    </message>
    <message>
        <source>a number to set</source>
        <translation>可以调的数</translation>
    </message>
    <message>
        <source>to choose</source>
        <translation>可以选</translation>
    </message>
    <message>
        <source>to draw in</source>
        <translation>写字的地方</translation>
    </message>
    <message>
        <source>on</source>
        <translation>已打开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>没打开</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>已选上</translation>
    </message>
    <message>
        <source>not chosen</source>
        <translation>没有选</translation>
    </message>
    <message>
        <source>delete</source>
        <translation>删掉</translation>
    </message>
    <message>
        <source>space, or take the first word</source>
        <translation>空格，或者选第一个字</translation>
    </message>
    <message>
        <source>done with this line</source>
        <translation>这一行写好了</translation>
    </message>
    <message>
        <source>capital letters</source>
        <translation>大写字母</translation>
    </message>
    <message>
        <source>put the keyboard away</source>
        <translation>收起键盘</translation>
    </message>
    <message>
        <source>another language</source>
        <translation>换一种文字</translation>
    </message>
    <message>
        <source>numbers and signs</source>
        <translation>数字和符号</translation>
    </message>
</context>
<context>
    <name>TableField</name>
    <message>
        <source>%1 (if you wish)</source>
        <translation>%1（可以不填）</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>TextEntry</name>
    <message>
        <source>Touch here to write</source>
        <translation>点这里填写</translation>
    </message>
</context>
<context>
    <name>TimeEntry</name>
    <message>
        <source>Hour</source>
        <comment>unit after the number of an hour</comment>
        <translation>点</translation>
    </message>
    <message>
        <source>Minute</source>
        <comment>unit after the number of a minute</comment>
        <translation>分</translation>
    </message>
</context>
<context>
    <name>TopicPage</name>
    <message>
        <source>There is no service under this topic yet.</source>
        <translation>这一类暂时没有可办的事项。</translation>
    </message>
    <message>
        <source>Show more (%1 left)</source>
        <translation>再看一些（还有 %1 项）</translation>
    </message>
    <message>
        <source>Back to the first</source>
        <translation>回到第一组</translation>
    </message>
    <message>
        <source>Quicker: go back and write a few words of what you need.</source>
        <translation>想快一点：返回首页，写几个字找一找。</translation>
    </message>
</context>
<context>
    <name>Wheel</name>
    <message>
        <source>%1: one more</source>
        <translation>%1，加一</translation>
    </message>
    <message>
        <source>%1: one less</source>
        <translation>%1，减一</translation>
    </message>
</context>
<context>
    <name>WritingPad</name>
    <message>
        <source>Place to write one character</source>
        <translation>写字的地方</translation>
    </message>
    <message>
        <source>Write one character here with your finger</source>
        <translation>用手指在这里写一个字</translation>
    </message>
    <message>
        <source>One moment, getting ready to read what you write</source>
        <translation>马上就好，正在准备认字</translation>
    </message>
    <message>
        <source>The characters it may be come here: touch yours</source>
        <translation>写完后，认出的字排在这里，点您要的那个</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>退一笔</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重写</translation>
    </message>
    <message>
        <source>123</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删字</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>写字</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Put the keyboard away</source>
        <translation>收起键盘</translation>
    </message>
</context>
<context>
    <name>style</name>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
</context>
</TS>
